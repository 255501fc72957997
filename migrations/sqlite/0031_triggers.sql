CREATE TABLE `flow_activity` (
	`instance_id` text NOT NULL,
	`flow_key` text NOT NULL,
	`empty_polls` integer DEFAULT 0 NOT NULL,
	`last_empty_poll_at` integer,
	`refused_calls` integer DEFAULT 0 NOT NULL,
	`last_refused_at` integer,
	`event_execution_id` text,
	PRIMARY KEY(`instance_id`, `flow_key`),
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_endpoint_keys` (
	`hash` text NOT NULL,
	`instance_id` text NOT NULL,
	`flow_key` text NOT NULL,
	`sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`instance_id`, `flow_key`, `hash`),
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_endpoint_keys`("hash", "instance_id", "flow_key", "sealed", "created_at") SELECT "hash", "instance_id", "flow_key", "sealed", "created_at" FROM `endpoint_keys`;--> statement-breakpoint
DROP TABLE `endpoint_keys`;--> statement-breakpoint
ALTER TABLE `__new_endpoint_keys` RENAME TO `endpoint_keys`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `endpoint_keys_by_hash` ON `endpoint_keys` (`hash`);--> statement-breakpoint
ALTER TABLE `schedules` ADD `delay` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `catch_up` integer DEFAULT 1 NOT NULL;