CREATE TABLE `execution_seconds` (
	`owner` text NOT NULL,
	`second` text NOT NULL,
	PRIMARY KEY(`owner`, `second`)
);
--> statement-breakpoint
DROP INDEX `executions_by_customer`;
--> statement-breakpoint
DROP INDEX `executions_by_integration`;
--> statement-breakpoint
INSERT INTO `execution_seconds` (`owner`, `second`)
SELECT `customer_id` AS `owner`, substr(`id`, 1, 12) AS `second` FROM `executions`
UNION
SELECT `integration_id` AS `owner`, substr(`id`, 1, 12) AS `second` FROM `executions`
UNION
SELECT `instance_id` AS `owner`, substr(`id`, 1, 12) AS `second` FROM `executions`;
--> statement-breakpoint
CREATE INDEX `execution_seconds_by_second` ON `execution_seconds` (`second`);
