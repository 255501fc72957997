ALTER TABLE `connections` ADD `user_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `connections_by_user` ON `connections` (`user_id`,`shared_id`) WHERE user_id is not null;