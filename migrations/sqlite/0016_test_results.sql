CREATE TABLE `kept_results` (
	`execution_id` text NOT NULL,
	`path` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`execution_id`, `path`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `pinned_outputs` (
	`integration_id` text NOT NULL,
	`flow` text NOT NULL,
	`step` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `flow`, `step`),
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `executions_of_snapshots` ON `executions` (`integration_id`,`version`) WHERE version < 0;