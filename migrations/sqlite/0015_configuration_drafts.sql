CREATE TABLE `configuration_drafts` (
	`instance_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`answers` text NOT NULL,
	`is_first` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`instance_id`) REFERENCES `instances`(`id`) ON UPDATE no action ON DELETE cascade
);
