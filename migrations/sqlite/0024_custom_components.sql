CREATE TABLE `component_uses` (
	`integration_id` text NOT NULL,
	`version` integer NOT NULL,
	`component` text NOT NULL,
	`number` integer NOT NULL,
	`is_latest` integer NOT NULL,
	PRIMARY KEY(`integration_id`, `version`, `component`, `number`),
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `component_uses_by_component` ON `component_uses` (`component`,`number`);--> statement-breakpoint
CREATE TABLE `component_versions` (
	`component` text NOT NULL,
	`number` integer NOT NULL,
	`signature` text NOT NULL,
	`hash` text NOT NULL,
	`blob` text NOT NULL,
	`size` integer NOT NULL,
	`icon` text,
	`icon_type` text,
	`description` text NOT NULL,
	`published_at` integer NOT NULL,
	`published_by` text NOT NULL,
	PRIMARY KEY(`component`, `number`),
	FOREIGN KEY (`component`) REFERENCES `custom_components`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `component_versions_by_signature` ON `component_versions` (`component`,`signature`);--> statement-breakpoint
CREATE INDEX `component_versions_by_blob` ON `component_versions` (`blob`);--> statement-breakpoint
CREATE INDEX `component_versions_by_icon` ON `component_versions` (`icon`);--> statement-breakpoint
CREATE TABLE `custom_components` (
	`key` text PRIMARY KEY NOT NULL,
	`integration_id` text,
	`last_number` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `custom_components_by_integration` ON `custom_components` (`integration_id`);