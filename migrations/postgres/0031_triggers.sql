CREATE TABLE "flow_activity" (
	"instance_id" text NOT NULL,
	"flow_key" text NOT NULL,
	"empty_polls" bigint DEFAULT 0 NOT NULL,
	"last_empty_poll_at" bigint,
	"refused_calls" bigint DEFAULT 0 NOT NULL,
	"last_refused_at" bigint,
	"event_execution_id" text,
	CONSTRAINT "flow_activity_instance_id_flow_key_pk" PRIMARY KEY("instance_id","flow_key")
);
--> statement-breakpoint
DROP INDEX "endpoint_keys_by_instance";--> statement-breakpoint
ALTER TABLE "endpoint_keys" DROP CONSTRAINT "endpoint_keys_pkey";--> statement-breakpoint
ALTER TABLE "endpoint_keys" ADD CONSTRAINT "endpoint_keys_instance_id_flow_key_hash_pk" PRIMARY KEY("instance_id","flow_key","hash");--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "delay" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "catch_up" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "flow_activity" ADD CONSTRAINT "flow_activity_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "endpoint_keys_by_hash" ON "endpoint_keys" USING btree ("hash");