CREATE TABLE `instance_runs` (
	`instance_id` text PRIMARY KEY NOT NULL,
	`execution_id` text NOT NULL,
	`status` text NOT NULL,
	`ended_at` integer NOT NULL,
	`failures` integer NOT NULL,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `instance_runs_failing` ON `instance_runs` (`failures`,`instance_id`) WHERE failures > 0;--> statement-breakpoint
CREATE TABLE `run_counts` (
	`owner` text NOT NULL,
	`at` integer NOT NULL,
	`succeeded` integer NOT NULL,
	`failed` integer NOT NULL,
	`other` integer NOT NULL,
	PRIMARY KEY(`owner`, `at`)
);
--> statement-breakpoint
CREATE INDEX `run_counts_by_time` ON `run_counts` (`at`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`hash` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_by_hash` ON `api_tokens` (`hash`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`address` text NOT NULL,
	`agent` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`);--> statement-breakpoint
ALTER TABLE `integrations` ADD `published_version` integer;--> statement-breakpoint
ALTER TABLE `integrations` ADD `published_revision` integer;--> statement-breakpoint
CREATE INDEX `integrations_by_change` ON `integrations` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `integrations_by_category` ON `integrations` (`category`,`updated_at`,`id`);--> statement-breakpoint
ALTER TABLE `versions` ADD `published_by` text;--> statement-breakpoint
CREATE INDEX `executions_by_replay` ON `executions` (`replay_of`,`id`) WHERE replay_of is not null;--> statement-breakpoint
CREATE INDEX `step_results_unsuccessful` ON `step_results` (`execution_id`,`sequence`) WHERE status in ('failed','ignored');--> statement-breakpoint
CREATE INDEX `instances_by_version` ON `instances` (`integration_id`,`version`,`id`);--> statement-breakpoint
CREATE INDEX `invitations_by_user` ON `invitations` (`user_id`);--> statement-breakpoint
CREATE INDEX `users_by_customer` ON `users` (`customer_id`,`name`,`id`);--> statement-breakpoint
UPDATE integrations SET
  published_version = (SELECT max(number) FROM versions WHERE integration_id = integrations.id),
  published_revision = CASE WHEN draft = (SELECT definition FROM versions WHERE integration_id = integrations.id ORDER BY number DESC LIMIT 1) THEN revision ELSE 0 END
WHERE EXISTS (SELECT 1 FROM versions WHERE integration_id = integrations.id);
