-- What was published stays as it was published: drizzle cannot say so.
CREATE TRIGGER `versions_are_immutable` BEFORE UPDATE OF `integration_id`, `number`, `definition` ON `versions`
WHEN NEW.`integration_id` IS NOT OLD.`integration_id` OR NEW.`number` IS NOT OLD.`number` OR NEW.`definition` IS NOT OLD.`definition`
BEGIN
	SELECT RAISE(ABORT, 'A published version does not change.');
END;
