CREATE TABLE "listings" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"blurb" text NOT NULL,
	"position" integer NOT NULL,
	"labels" json NOT NULL,
	"listed_at" bigint NOT NULL,
	"listed_by" text
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listings_by_position" ON "listings" USING btree ("position","integration_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_by_external_id" ON "users" USING btree ("customer_id","external_id");