CREATE TABLE "draft_revisions" (
	"integration_id" text NOT NULL,
	"revision" integer NOT NULL,
	"at" bigint NOT NULL,
	"by" text,
	"kinds" json NOT NULL,
	"back" text NOT NULL,
	"forth" text NOT NULL,
	"standing" text,
	CONSTRAINT "draft_revisions_integration_id_revision_pk" PRIMARY KEY("integration_id","revision")
);
--> statement-breakpoint
ALTER TABLE "draft_revisions" ADD CONSTRAINT "draft_revisions_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;