CREATE TABLE "execution_seconds" (
	"owner" text NOT NULL,
	"second" text NOT NULL,
	CONSTRAINT "execution_seconds_owner_second_pk" PRIMARY KEY("owner","second")
);
--> statement-breakpoint
INSERT INTO "execution_seconds" ("owner", "second")
SELECT "customer_id", substr("id", 1, 12) FROM "executions" ORDER BY "customer_id", "id" ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO "execution_seconds" ("owner", "second")
SELECT "integration_id", substr("id", 1, 12) FROM "executions" ORDER BY "integration_id", "id" ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO "execution_seconds" ("owner", "second")
SELECT "instance_id", substr("id", 1, 12) FROM "executions" ON CONFLICT DO NOTHING;
--> statement-breakpoint
DROP INDEX "executions_by_customer";
--> statement-breakpoint
DROP INDEX "executions_by_integration";
