CREATE TABLE "blob_uses" (
	"hash" text NOT NULL,
	"execution_id" text NOT NULL,
	CONSTRAINT "blob_uses_hash_execution_id_pk" PRIMARY KEY("hash","execution_id")
);
--> statement-breakpoint
CREATE TABLE "execution_requests" (
	"execution_id" text PRIMARY KEY NOT NULL,
	"payload" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "executions" (
	"id" text PRIMARY KEY NOT NULL,
	"instance_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"version" integer NOT NULL,
	"flow" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"queued_at" bigint NOT NULL,
	"run_at" bigint NOT NULL,
	"started_at" bigint,
	"ended_at" bigint,
	"lease_owner" text,
	"crashes" integer NOT NULL,
	"cursor" text,
	"error" json,
	"replay_of" text,
	"depth" integer NOT NULL,
	"origin" text
);
--> statement-breakpoint
CREATE TABLE "logs" (
	"execution_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"at" bigint NOT NULL,
	"level" text NOT NULL,
	"step" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "logs_execution_id_sequence_pk" PRIMARY KEY("execution_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "states" (
	"scope" text NOT NULL,
	"owner" text NOT NULL,
	"key" text NOT NULL,
	"value" "bytea" NOT NULL,
	CONSTRAINT "states_scope_owner_key_pk" PRIMARY KEY("scope","owner","key")
);
--> statement-breakpoint
CREATE TABLE "step_results" (
	"execution_id" text NOT NULL,
	"path" text NOT NULL,
	"sequence" integer NOT NULL,
	"name" text NOT NULL,
	"component" text NOT NULL,
	"action" text NOT NULL,
	"status" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint NOT NULL,
	"attempt" integer NOT NULL,
	"input" "bytea",
	"output" "bytea",
	"sealed_output" text,
	"error" json,
	CONSTRAINT "step_results_execution_id_path_pk" PRIMARY KEY("execution_id","path")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"request" text NOT NULL,
	"status" integer,
	"answer" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "config_values" (
	"instance_id" text NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	"is_secret" boolean NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "config_values_instance_id_key_pk" PRIMARY KEY("instance_id","key")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"external_id" text,
	"description" text NOT NULL,
	"labels" json NOT NULL,
	"limits" json NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "endpoint_keys" (
	"hash" text PRIMARY KEY NOT NULL,
	"instance_id" text NOT NULL,
	"flow_key" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"integration_id" text NOT NULL,
	"instance_id" text,
	"flow_key" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"integration_id" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"instance_id" text NOT NULL,
	"flow" text NOT NULL,
	"cron" text NOT NULL,
	"time_zone" text NOT NULL,
	"next_run_at" bigint,
	CONSTRAINT "schedules_instance_id_flow_pk" PRIMARY KEY("instance_id","flow")
);
--> statement-breakpoint
CREATE TABLE "integrations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"labels" json NOT NULL,
	"draft" text NOT NULL,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"integration_id" text NOT NULL,
	"number" integer NOT NULL,
	"note" text NOT NULL,
	"definition" text NOT NULL,
	"available" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "versions_integration_id_number_pk" PRIMARY KEY("integration_id","number")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"hash" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"customer_id" text,
	"password_hash" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "blob_uses" ADD CONSTRAINT "blob_uses_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution_requests" ADD CONSTRAINT "execution_requests_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logs" ADD CONSTRAINT "logs_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_results" ADD CONSTRAINT "step_results_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "config_values" ADD CONSTRAINT "config_values_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoint_keys" ADD CONSTRAINT "endpoint_keys_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blob_uses_by_execution" ON "blob_uses" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "executions_by_customer" ON "executions" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "executions_by_integration" ON "executions" USING btree ("integration_id","id");--> statement-breakpoint
CREATE INDEX "executions_open" ON "executions" USING btree ("instance_id","id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "executions_unsuccessful" ON "executions" USING btree ("status","id") WHERE status in ('failed','cancelled','skipped');--> statement-breakpoint
CREATE UNIQUE INDEX "executions_by_origin" ON "executions" USING btree ("origin") WHERE origin is not null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_time" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_by_external_id" ON "customers" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "customers_by_name" ON "customers" USING btree ("name");--> statement-breakpoint
CREATE INDEX "endpoint_keys_by_instance" ON "endpoint_keys" USING btree ("instance_id","flow_key");--> statement-breakpoint
CREATE UNIQUE INDEX "endpoints_by_instance" ON "endpoints" USING btree ("instance_id","flow_key");--> statement-breakpoint
CREATE INDEX "endpoints_by_integration" ON "endpoints" USING btree ("integration_id");--> statement-breakpoint
CREATE INDEX "instances_by_customer" ON "instances" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "instances_by_integration" ON "instances" USING btree ("integration_id","id");--> statement-breakpoint
CREATE INDEX "schedules_by_next_run" ON "schedules" USING btree ("next_run_at");--> statement-breakpoint
CREATE INDEX "integrations_by_name" ON "integrations" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "users_by_email" ON "users" USING btree ("email");