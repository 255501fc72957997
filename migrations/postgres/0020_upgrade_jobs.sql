CREATE TABLE "upgrade_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"integration_id" text NOT NULL,
	"version" integer NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint,
	"cancelled_by" text
);
--> statement-breakpoint
CREATE TABLE "upgrade_outcomes" (
	"job_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"outcome" text NOT NULL,
	"from_version" integer NOT NULL,
	"asks" json,
	"reason" text,
	CONSTRAINT "upgrade_outcomes_job_id_instance_id_pk" PRIMARY KEY("job_id","instance_id")
);
--> statement-breakpoint
ALTER TABLE "configuration_drafts" ADD COLUMN "target" integer;--> statement-breakpoint
ALTER TABLE "upgrade_jobs" ADD CONSTRAINT "upgrade_jobs_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upgrade_outcomes" ADD CONSTRAINT "upgrade_outcomes_job_id_upgrade_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."upgrade_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upgrade_outcomes" ADD CONSTRAINT "upgrade_outcomes_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "upgrade_jobs_by_integration" ON "upgrade_jobs" USING btree ("integration_id","id");--> statement-breakpoint
CREATE INDEX "upgrade_jobs_open" ON "upgrade_jobs" USING btree ("id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "upgrade_outcomes_by_outcome" ON "upgrade_outcomes" USING btree ("job_id","outcome","instance_id");--> statement-breakpoint
CREATE INDEX "upgrade_outcomes_by_instance" ON "upgrade_outcomes" USING btree ("instance_id");