CREATE TABLE `upgrade_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`version` integer NOT NULL,
	`author_kind` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`cancelled_by` text,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `upgrade_jobs_by_integration` ON `upgrade_jobs` (`integration_id`,`id`);--> statement-breakpoint
CREATE INDEX `upgrade_jobs_open` ON `upgrade_jobs` (`id`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `upgrade_outcomes` (
	`job_id` text NOT NULL,
	`instance_id` text NOT NULL,
	`outcome` text NOT NULL,
	`from_version` integer NOT NULL,
	`asks` text,
	`reason` text,
	PRIMARY KEY(`job_id`, `instance_id`),
	FOREIGN KEY (`job_id`) REFERENCES `upgrade_jobs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `upgrade_outcomes_by_outcome` ON `upgrade_outcomes` (`job_id`,`outcome`,`instance_id`);--> statement-breakpoint
CREATE INDEX `upgrade_outcomes_by_instance` ON `upgrade_outcomes` (`instance_id`);--> statement-breakpoint
ALTER TABLE `configuration_drafts` ADD `target` integer;