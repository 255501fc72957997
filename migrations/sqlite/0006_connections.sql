CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text,
	`component` text,
	`key` text,
	`label` text NOT NULL,
	`fields` text NOT NULL,
	`token` text,
	`filled_in` text,
	`state` text NOT NULL,
	`refreshing_at` integer,
	`expires_at` integer,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `connections_by_customer` ON `connections` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX `connections_refreshing` ON `connections` (`refreshing_at`) WHERE refreshing_at is not null;--> statement-breakpoint
ALTER TABLE `config_values` ADD `connection_id` text REFERENCES connections(id);--> statement-breakpoint
CREATE INDEX `config_values_by_connection` ON `config_values` (`connection_id`) WHERE connection_id is not null;