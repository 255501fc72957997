CREATE TABLE "state_changes" (
	"execution_id" text NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"sequence" integer NOT NULL,
	"operation" text NOT NULL,
	"value" "bytea",
	CONSTRAINT "state_changes_execution_id_scope_key_sequence_pk" PRIMARY KEY("execution_id","scope","key","sequence")
);
--> statement-breakpoint
ALTER TABLE "state_changes" ADD CONSTRAINT "state_changes_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
INSERT INTO "state_changes"
SELECT "owner", 'execution', "key", row_number() OVER (PARTITION BY "owner" ORDER BY "key"), 'set', "value"
FROM "states" WHERE "scope" = 'execution' AND "owner" IN (SELECT "id" FROM "executions");--> statement-breakpoint
DELETE FROM "states" WHERE "scope" = 'execution';--> statement-breakpoint
ALTER TABLE "states" ADD COLUMN "size" integer NOT NULL DEFAULT 0;--> statement-breakpoint
UPDATE "states" SET "size" = length("key") + length("value");--> statement-breakpoint
ALTER TABLE "states" ALTER COLUMN "size" DROP DEFAULT;
