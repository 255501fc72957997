CREATE TABLE `shared_connections` (
	`id` text PRIMARY KEY NOT NULL,
	`stable_key` text NOT NULL,
	`name` text NOT NULL,
	`component` text NOT NULL,
	`key` text NOT NULL,
	`scope` text NOT NULL,
	`inputs` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shared_connections_by_stable_key` ON `shared_connections` (`stable_key`);--> statement-breakpoint
ALTER TABLE `connections` ADD `shared_id` text REFERENCES shared_connections(id);--> statement-breakpoint
CREATE INDEX `connections_by_shared` ON `connections` (`shared_id`,`customer_id`) WHERE shared_id is not null;