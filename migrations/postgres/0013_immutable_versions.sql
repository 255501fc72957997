-- What was published stays as it was published: drizzle cannot say so.
CREATE FUNCTION "refuse_change_of_version"() RETURNS trigger AS $$
BEGIN
	RAISE EXCEPTION 'A published version does not change.';
END;
$$ LANGUAGE plpgsql;
--> statement-breakpoint
CREATE TRIGGER "versions_are_immutable" BEFORE UPDATE OF "integration_id", "number", "definition" ON "versions"
FOR EACH ROW WHEN (NEW."integration_id" IS DISTINCT FROM OLD."integration_id" OR NEW."number" IS DISTINCT FROM OLD."number" OR NEW."definition" IS DISTINCT FROM OLD."definition")
EXECUTE FUNCTION "refuse_change_of_version"();
