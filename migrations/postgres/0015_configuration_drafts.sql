CREATE TABLE "configuration_drafts" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"answers" text NOT NULL,
	"is_first" boolean NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "configuration_drafts" ADD CONSTRAINT "configuration_drafts_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;