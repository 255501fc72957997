CREATE TABLE `request_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`execution_id` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `request_keys_by_execution` ON `request_keys` (`execution_id`);--> statement-breakpoint
ALTER TABLE `instances` ADD `execution_limit` integer;