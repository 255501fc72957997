CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"integration_id" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"hash" text NOT NULL,
	"added_at" bigint NOT NULL,
	"added_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_by_integration" ON "attachments" USING btree ("integration_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "attachments_by_name" ON "attachments" USING btree ("integration_id","name");--> statement-breakpoint
CREATE INDEX "attachments_by_hash" ON "attachments" USING btree ("hash");