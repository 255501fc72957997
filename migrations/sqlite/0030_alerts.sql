CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`monitor_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`subject_name` text NOT NULL,
	`customer_id` text,
	`integration_id` text,
	`execution_id` text,
	`message` text NOT NULL,
	`count` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`closed_at` integer,
	`told_at` integer,
	`settled_at` integer,
	FOREIGN KEY (`monitor_id`) REFERENCES `monitors`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `alerts_open` ON `alerts` (`monitor_id`,`subject_id`) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX `alerts_unsettled` ON `alerts` (`opened_at`) WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX `alerts_by_monitor` ON `alerts` (`monitor_id`,`id`);--> statement-breakpoint
CREATE INDEX `alerts_by_subject` ON `alerts` (`subject_id`,`id`);--> statement-breakpoint
CREATE INDEX `alerts_by_customer` ON `alerts` (`customer_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text,
	`mail_to` text,
	`event` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`last_attempt_at` integer,
	`last_status` integer,
	`last_error` text,
	`delivered_at` integer,
	FOREIGN KEY (`webhook_id`) REFERENCES `event_webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`webhook_id`,`next_attempt_at`) WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX `deliveries_by_webhook` ON `deliveries` (`webhook_id`,`id`);--> statement-breakpoint
CREATE TABLE `event_webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_until` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`failing_since` integer,
	`disabled_at` integer,
	`disabled_by` text
);
--> statement-breakpoint
CREATE TABLE `monitors` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`integration_id` text,
	`instance_id` text,
	`trigger` text NOT NULL,
	`threshold` integer,
	`level` text,
	`quiet_minutes` integer NOT NULL,
	`mail_to` text NOT NULL,
	`webhook_id` text,
	`paused_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`webhook_id`) REFERENCES `event_webhooks`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `monitors_by_integration` ON `monitors` (`integration_id`);--> statement-breakpoint
CREATE INDEX `monitors_by_instance` ON `monitors` (`instance_id`);--> statement-breakpoint
CREATE INDEX `monitors_by_webhook` ON `monitors` (`webhook_id`);--> statement-breakpoint
CREATE TABLE `run_durations` (
	`owner` text NOT NULL,
	`at` integer NOT NULL,
	`counts` text NOT NULL,
	PRIMARY KEY(`owner`, `at`)
);
--> statement-breakpoint
CREATE INDEX `run_durations_by_time` ON `run_durations` (`at`);