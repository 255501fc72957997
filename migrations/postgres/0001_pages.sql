CREATE TABLE "instance_runs" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"execution_id" text NOT NULL,
	"status" text NOT NULL,
	"ended_at" bigint NOT NULL,
	"failures" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_counts" (
	"owner" text NOT NULL,
	"at" bigint NOT NULL,
	"succeeded" integer NOT NULL,
	"failed" integer NOT NULL,
	"other" integer NOT NULL,
	CONSTRAINT "run_counts_owner_at_pk" PRIMARY KEY("owner","at")
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"hash" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"address" text NOT NULL,
	"agent" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "published_version" integer;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "published_revision" integer;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "published_by" text;--> statement-breakpoint
ALTER TABLE "instance_runs" ADD CONSTRAINT "instance_runs_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "instance_runs_failing" ON "instance_runs" USING btree ("failures","instance_id") WHERE failures > 0;--> statement-breakpoint
CREATE INDEX "run_counts_by_time" ON "run_counts" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "api_tokens_by_hash" ON "api_tokens" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "executions_by_replay" ON "executions" USING btree ("replay_of","id") WHERE replay_of is not null;--> statement-breakpoint
CREATE INDEX "step_results_unsuccessful" ON "step_results" USING btree ("execution_id","sequence") WHERE status in ('failed','ignored');--> statement-breakpoint
CREATE INDEX "instances_by_version" ON "instances" USING btree ("integration_id","version","id");--> statement-breakpoint
CREATE INDEX "integrations_by_change" ON "integrations" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "integrations_by_category" ON "integrations" USING btree ("category","updated_at","id");--> statement-breakpoint
CREATE INDEX "invitations_by_user" ON "invitations" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "users_by_customer" ON "users" USING btree ("customer_id","name","id");--> statement-breakpoint
UPDATE integrations SET
  published_version = (SELECT max(number) FROM versions WHERE integration_id = integrations.id),
  published_revision = CASE WHEN draft = (SELECT definition FROM versions WHERE integration_id = integrations.id ORDER BY number DESC LIMIT 1) THEN revision ELSE 0 END
WHERE EXISTS (SELECT 1 FROM versions WHERE integration_id = integrations.id);
