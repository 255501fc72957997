CREATE TABLE `execution_seconds` (
	`owner` text NOT NULL,
	`second` text NOT NULL,
	PRIMARY KEY(`owner`, `second`)
);
--> statement-breakpoint
INSERT OR IGNORE INTO `execution_seconds` (`owner`, `second`)
SELECT `customer_id`, substr(`id`, 1, 12) FROM `executions` ORDER BY `customer_id`, `id`;
--> statement-breakpoint
INSERT OR IGNORE INTO `execution_seconds` (`owner`, `second`)
SELECT `integration_id`, substr(`id`, 1, 12) FROM `executions` ORDER BY `integration_id`, `id`;
--> statement-breakpoint
INSERT OR IGNORE INTO `execution_seconds` (`owner`, `second`)
SELECT `instance_id`, substr(`id`, 1, 12) FROM `executions`;
--> statement-breakpoint
DROP INDEX `executions_by_customer`;
--> statement-breakpoint
DROP INDEX `executions_by_integration`;
