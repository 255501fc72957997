CREATE TABLE `notices` (
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`customer_id` text,
	`since` integer NOT NULL,
	`closed_at` integer,
	`mailed_at` integer,
	PRIMARY KEY(`kind`, `subject_id`),
	FOREIGN KEY (`customer_id`) REFERENCES `customers`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notices_by_customer` ON `notices` (`customer_id`,`since`);--> statement-breakpoint
CREATE INDEX `connections_broken` ON `connections` (`id`) WHERE state = 'error';--> statement-breakpoint
CREATE INDEX `connections_ending` ON `connections` (`expires_at`) WHERE refresh_at is null;