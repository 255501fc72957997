CREATE TABLE `embedding_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`jwk` text NOT NULL,
	`kid` text,
	`fingerprint` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `embedding_keys_by_fingerprint` ON `embedding_keys` (`fingerprint`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `embedding_key_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `embedding` text;--> statement-breakpoint
CREATE INDEX `sessions_by_embedding_key` ON `sessions` (`embedding_key_id`);