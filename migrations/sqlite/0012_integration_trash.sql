DROP INDEX `integrations_by_name`;--> statement-breakpoint
DROP INDEX `integrations_by_change`;--> statement-breakpoint
DROP INDEX `integrations_by_category`;--> statement-breakpoint
ALTER TABLE `integrations` ADD `removed_at` integer;--> statement-breakpoint
ALTER TABLE `integrations` ADD `removed_by` text;--> statement-breakpoint
CREATE INDEX `integrations_by_removal` ON `integrations` (`removed_at`,`id`);--> statement-breakpoint
CREATE INDEX `integrations_by_name` ON `integrations` (`removed_at`,`category`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `integrations_by_change` ON `integrations` (`removed_at`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `integrations_by_category` ON `integrations` (`removed_at`,`category`,`updated_at`,`id`);--> statement-breakpoint
ALTER TABLE `instances` ADD `state_before` text;