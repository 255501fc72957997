CREATE TABLE `blob_uses` (
	`hash` text NOT NULL,
	`execution_id` text NOT NULL,
	PRIMARY KEY(`hash`, `execution_id`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `blob_uses_by_execution` ON `blob_uses` (`execution_id`);--> statement-breakpoint
CREATE TABLE `execution_requests` (
	`execution_id` text PRIMARY KEY NOT NULL,
	`payload` blob NOT NULL,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `executions` (
	`id` text PRIMARY KEY NOT NULL,
	`instance_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`integration_id` text NOT NULL,
	`version` integer NOT NULL,
	`flow` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`queued_at` integer NOT NULL,
	`run_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`lease_owner` text,
	`crashes` integer NOT NULL,
	`cursor` text,
	`error` text,
	`replay_of` text,
	`depth` integer NOT NULL,
	`origin` text,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `executions_by_customer` ON `executions` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_integration` ON `executions` (`integration_id`,`id`);--> statement-breakpoint
CREATE INDEX `executions_open` ON `executions` (`instance_id`,`id`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `executions_unsuccessful` ON `executions` (`status`,`id`) WHERE status in ('failed','cancelled','skipped');--> statement-breakpoint
CREATE UNIQUE INDEX `executions_by_origin` ON `executions` (`origin`) WHERE origin is not null;--> statement-breakpoint
CREATE TABLE `logs` (
	`execution_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`at` integer NOT NULL,
	`level` text NOT NULL,
	`step` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`execution_id`, `sequence`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `states` (
	`scope` text NOT NULL,
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`value` blob NOT NULL,
	PRIMARY KEY(`scope`, `owner`, `key`)
);
--> statement-breakpoint
CREATE TABLE `step_results` (
	`execution_id` text NOT NULL,
	`path` text NOT NULL,
	`sequence` integer NOT NULL,
	`name` text NOT NULL,
	`component` text NOT NULL,
	`action` text NOT NULL,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`attempt` integer NOT NULL,
	`input` blob,
	`output` blob,
	`sealed_output` text,
	`error` text,
	PRIMARY KEY(`execution_id`, `path`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`request` text NOT NULL,
	`status` integer,
	`answer` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_time` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `installation` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `config_values` (
	`instance_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`is_secret` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`instance_id`, `key`),
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `customers` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`external_id` text,
	`description` text NOT NULL,
	`labels` text NOT NULL,
	`limits` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_by_external_id` ON `customers` (`external_id`);--> statement-breakpoint
CREATE INDEX `customers_by_name` ON `customers` (`name`);--> statement-breakpoint
CREATE TABLE `endpoint_keys` (
	`hash` text PRIMARY KEY NOT NULL,
	`instance_id` text NOT NULL,
	`flow_key` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `endpoint_keys_by_instance` ON `endpoint_keys` (`instance_id`,`flow_key`);--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`integration_id` text NOT NULL,
	`instance_id` text,
	`flow_key` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `endpoints_by_instance` ON `endpoints` (`instance_id`,`flow_key`);--> statement-breakpoint
CREATE INDEX `endpoints_by_integration` ON `endpoints` (`integration_id`);--> statement-breakpoint
CREATE TABLE `instances` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`integration_id` text NOT NULL,
	`version` integer NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `instances_by_customer` ON `instances` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX `instances_by_integration` ON `instances` (`integration_id`,`id`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`instance_id` text NOT NULL,
	`flow` text NOT NULL,
	`cron` text NOT NULL,
	`time_zone` text NOT NULL,
	`next_run_at` integer,
	PRIMARY KEY(`instance_id`, `flow`),
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `schedules_by_next_run` ON `schedules` (`next_run_at`);--> statement-breakpoint
CREATE TABLE `integrations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`category` text NOT NULL,
	`labels` text NOT NULL,
	`draft` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `integrations_by_name` ON `integrations` (`name`);--> statement-breakpoint
CREATE TABLE `versions` (
	`integration_id` text NOT NULL,
	`number` integer NOT NULL,
	`note` text NOT NULL,
	`definition` text NOT NULL,
	`available` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `number`),
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `invitations` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`customer_id` text,
	`password_hash` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_email` ON `users` (`email`);