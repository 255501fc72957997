CREATE TABLE `user_configurations` (
	`id` text PRIMARY KEY NOT NULL,
	`instance_id` text NOT NULL,
	`user_id` text NOT NULL,
	`held` text NOT NULL,
	`answers` text,
	`configured_at` integer,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_configurations_by_instance` ON `user_configurations` (`instance_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `user_configurations_by_user` ON `user_configurations` (`user_id`);--> statement-breakpoint
ALTER TABLE `connections` ADD `user_configuration_id` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `variable` text;--> statement-breakpoint
CREATE INDEX `connections_by_user_configuration` ON `connections` (`user_configuration_id`) WHERE user_configuration_id is not null;--> statement-breakpoint
ALTER TABLE `executions` ADD `user_id` text;