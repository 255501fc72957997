ALTER TABLE `executions` ADD `size` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `instance_runs` ADD `size` integer DEFAULT 0 NOT NULL;