CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"monitor_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_name" text NOT NULL,
	"customer_id" text,
	"integration_id" text,
	"execution_id" text,
	"message" text NOT NULL,
	"count" integer NOT NULL,
	"opened_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"closed_at" bigint,
	"told_at" bigint,
	"settled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"webhook_id" text,
	"mail_to" text,
	"event" text NOT NULL,
	"payload" text NOT NULL,
	"created_at" bigint NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" bigint,
	"last_attempt_at" bigint,
	"last_status" integer,
	"last_error" text,
	"delivered_at" bigint
);
--> statement-breakpoint
CREATE TABLE "event_webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"events" json NOT NULL,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_until" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"failing_since" bigint,
	"disabled_at" bigint,
	"disabled_by" text
);
--> statement-breakpoint
CREATE TABLE "monitors" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"integration_id" text,
	"instance_id" text,
	"trigger" text NOT NULL,
	"threshold" integer,
	"level" text,
	"quiet_minutes" integer NOT NULL,
	"mail_to" json NOT NULL,
	"webhook_id" text,
	"paused_at" bigint,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_durations" (
	"owner" text NOT NULL,
	"at" bigint NOT NULL,
	"counts" json NOT NULL,
	CONSTRAINT "run_durations_owner_at_pk" PRIMARY KEY("owner","at")
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_monitor_id_monitors_id_fk" FOREIGN KEY ("monitor_id") REFERENCES "public"."monitors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_webhook_id_event_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."event_webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monitors" ADD CONSTRAINT "monitors_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monitors" ADD CONSTRAINT "monitors_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monitors" ADD CONSTRAINT "monitors_webhook_id_event_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."event_webhooks"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alerts_open" ON "alerts" USING btree ("monitor_id","subject_id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "alerts_unsettled" ON "alerts" USING btree ("opened_at") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "alerts_by_monitor" ON "alerts" USING btree ("monitor_id","id");--> statement-breakpoint
CREATE INDEX "alerts_by_subject" ON "alerts" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "alerts_by_customer" ON "alerts" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("webhook_id","next_attempt_at") WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_by_webhook" ON "deliveries" USING btree ("webhook_id","id");--> statement-breakpoint
CREATE INDEX "monitors_by_integration" ON "monitors" USING btree ("integration_id");--> statement-breakpoint
CREATE INDEX "monitors_by_instance" ON "monitors" USING btree ("instance_id");--> statement-breakpoint
CREATE INDEX "monitors_by_webhook" ON "monitors" USING btree ("webhook_id");--> statement-breakpoint
CREATE INDEX "run_durations_by_time" ON "run_durations" USING btree ("at");