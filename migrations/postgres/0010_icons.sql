CREATE TABLE "icons" (
	"integration_id" text PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"width" integer,
	"height" integer
);
--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "icon" text;--> statement-breakpoint
ALTER TABLE "icons" ADD CONSTRAINT "icons_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;