CREATE TABLE `execution_job_runs` (
	`job_id` text NOT NULL,
	`execution_id` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`replay_id` text,
	PRIMARY KEY(`job_id`, `execution_id`),
	FOREIGN KEY (`job_id`) REFERENCES `execution_jobs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `execution_job_runs_by_outcome` ON `execution_job_runs` (`job_id`,`outcome`,`execution_id`);--> statement-breakpoint
CREATE TABLE `execution_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`filter` text NOT NULL,
	`customer_id` text,
	`from_step` text NOT NULL,
	`version` text NOT NULL,
	`per_minute` integer,
	`list_cursor` text,
	`is_listed` integer NOT NULL,
	`size` integer NOT NULL,
	`is_cut` integer NOT NULL,
	`author_kind` text NOT NULL,
	`author_id` text NOT NULL,
	`author_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`ended_at` integer,
	`cancelled_by` text
);
--> statement-breakpoint
CREATE INDEX `execution_jobs_open` ON `execution_jobs` (`id`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `execution_texts` (
	`row` integer PRIMARY KEY NOT NULL,
	`execution_id` text NOT NULL,
	`text` text,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `execution_texts_by_execution` ON `execution_texts` (`execution_id`);--> statement-breakpoint
CREATE INDEX `execution_texts_open` ON `execution_texts` (`row`) WHERE text is null;--> statement-breakpoint
CREATE TABLE `saved_filters` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_filters_by_name` ON `saved_filters` (`user_id`,`name`);--> statement-breakpoint
ALTER TABLE `instances` ADD `keeping` text;--> statement-breakpoint
CREATE VIRTUAL TABLE `__execution_search` USING fts5(`text`, content='execution_texts', content_rowid='row', tokenize='unicode61 remove_diacritics 2');--> statement-breakpoint
CREATE TRIGGER `execution_texts_added` AFTER INSERT ON `execution_texts` WHEN new.`text` IS NOT NULL BEGIN
	INSERT INTO `__execution_search` (rowid, `text`) VALUES (new.`row`, new.`text`);
END;--> statement-breakpoint
CREATE TRIGGER `execution_texts_filled` AFTER UPDATE OF `text` ON `execution_texts` WHEN old.`text` IS NULL AND new.`text` IS NOT NULL BEGIN
	INSERT INTO `__execution_search` (rowid, `text`) VALUES (new.`row`, new.`text`);
END;--> statement-breakpoint
CREATE TRIGGER `execution_texts_removed` AFTER DELETE ON `execution_texts` WHEN old.`text` IS NOT NULL BEGIN
	INSERT INTO `__execution_search` (`__execution_search`, rowid, `text`) VALUES ('delete', old.`row`, old.`text`);
END;
