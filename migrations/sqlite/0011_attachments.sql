CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`name` text NOT NULL,
	`size` integer NOT NULL,
	`hash` text NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `attachments_by_integration` ON `attachments` (`integration_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `attachments_by_name` ON `attachments` (`integration_id`,`name`);--> statement-breakpoint
CREATE INDEX `attachments_by_hash` ON `attachments` (`hash`);