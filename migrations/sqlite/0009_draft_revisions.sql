CREATE TABLE `draft_revisions` (
	`integration_id` text NOT NULL,
	`revision` integer NOT NULL,
	`at` integer NOT NULL,
	`by` text,
	`kinds` text NOT NULL,
	`back` text NOT NULL,
	`forth` text NOT NULL,
	`standing` text,
	PRIMARY KEY(`integration_id`, `revision`),
	FOREIGN KEY (`integration_id`) REFERENCES `integrations`(`id`) ON UPDATE no action ON DELETE cascade
);
