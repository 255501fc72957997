CREATE TABLE "user_configurations" (
	"id" text PRIMARY KEY NOT NULL,
	"instance_id" text NOT NULL,
	"user_id" text NOT NULL,
	"held" text NOT NULL,
	"answers" text,
	"configured_at" bigint,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "user_configuration_id" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "variable" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "user_id" text;--> statement-breakpoint
ALTER TABLE "user_configurations" ADD CONSTRAINT "user_configurations_instance_id_instances_id_fk" FOREIGN KEY ("instance_id") REFERENCES "public"."instances"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_configurations" ADD CONSTRAINT "user_configurations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "user_configurations_by_instance" ON "user_configurations" USING btree ("instance_id","user_id");--> statement-breakpoint
CREATE INDEX "user_configurations_by_user" ON "user_configurations" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "connections_by_user_configuration" ON "connections" USING btree ("user_configuration_id") WHERE user_configuration_id is not null;