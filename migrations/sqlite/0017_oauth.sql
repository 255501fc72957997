CREATE TABLE `connection_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`made_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `connection_links_by_connection` ON `connection_links` (`connection_id`);--> statement-breakpoint
ALTER TABLE `connections` ADD `is_reusable` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `connections` ADD `refresh_at` integer;--> statement-breakpoint
ALTER TABLE `connections` ADD `problem` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `context` text;--> statement-breakpoint
CREATE INDEX `connections_to_refresh` ON `connections` (`refresh_at`) WHERE refresh_at is not null;--> statement-breakpoint
UPDATE `connections` SET `state` = CASE WHEN `state` IN ('ready', 'refreshing') THEN 'active' ELSE 'error' END;
