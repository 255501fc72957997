CREATE TABLE "request_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"execution_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "execution_limit" integer;--> statement-breakpoint
ALTER TABLE "request_keys" ADD CONSTRAINT "request_keys_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "request_keys_by_execution" ON "request_keys" USING btree ("execution_id");