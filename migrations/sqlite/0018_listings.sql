CREATE TABLE `listings` (
	`integration_id` text PRIMARY KEY NOT NULL,
	`blurb` text NOT NULL,
	`position` integer NOT NULL,
	`labels` text NOT NULL,
	`listed_at` integer NOT NULL,
	`listed_by` text,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `listings_by_position` ON `listings` (`position`,`integration_id`);--> statement-breakpoint
ALTER TABLE `users` ADD `external_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_external_id` ON `users` (`customer_id`,`external_id`);