CREATE TABLE `test_payloads` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `test_payloads_by_integration` ON `test_payloads` (`integration_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `test_payloads_by_name` ON `test_payloads` (`integration_id`,`name`);--> statement-breakpoint
CREATE TABLE `test_snapshots` (
	`integration_id` text NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`definition` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `number`),
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `test_snapshots_by_hash` ON `test_snapshots` (`integration_id`,`hash`);