CREATE TABLE `state_changes` (
	`execution_id` text NOT NULL,
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`sequence` integer NOT NULL,
	`operation` text NOT NULL,
	`value` blob,
	PRIMARY KEY(`execution_id`, `scope`, `key`, `sequence`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `state_changes`
SELECT `owner`, 'execution', `key`, row_number() OVER (PARTITION BY `owner` ORDER BY `key`), 'set', `value`
FROM `states` WHERE `scope` = 'execution' AND `owner` IN (SELECT `id` FROM `executions`);
--> statement-breakpoint
CREATE TABLE `states_sized` (
	`scope` text NOT NULL,
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`size` integer NOT NULL,
	`value` blob NOT NULL,
	PRIMARY KEY(`scope`, `owner`, `key`)
);
--> statement-breakpoint
INSERT INTO `states_sized`
SELECT `scope`, `owner`, `key`, length(`key`) + length(`value`), `value`
FROM `states` WHERE `scope` <> 'execution';
--> statement-breakpoint
DROP TABLE `states`;
--> statement-breakpoint
ALTER TABLE `states_sized` RENAME TO `states`;
