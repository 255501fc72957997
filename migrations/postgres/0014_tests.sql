CREATE TABLE "test_payloads" (
	"id" text PRIMARY KEY NOT NULL,
	"integration_id" text NOT NULL,
	"name" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "test_snapshots" (
	"integration_id" text NOT NULL,
	"number" integer NOT NULL,
	"hash" text NOT NULL,
	"definition" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "test_snapshots_integration_id_number_pk" PRIMARY KEY("integration_id","number")
);
--> statement-breakpoint
ALTER TABLE "test_payloads" ADD CONSTRAINT "test_payloads_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_snapshots" ADD CONSTRAINT "test_snapshots_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "test_payloads_by_integration" ON "test_payloads" USING btree ("integration_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "test_payloads_by_name" ON "test_payloads" USING btree ("integration_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "test_snapshots_by_hash" ON "test_snapshots" USING btree ("integration_id","hash");