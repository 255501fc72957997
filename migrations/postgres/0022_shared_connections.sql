CREATE TABLE "shared_connections" (
	"id" text PRIMARY KEY NOT NULL,
	"stable_key" text NOT NULL,
	"name" text NOT NULL,
	"component" text NOT NULL,
	"key" text NOT NULL,
	"scope" text NOT NULL,
	"inputs" text NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "shared_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "shared_connections_by_stable_key" ON "shared_connections" USING btree ("stable_key");--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_shared_id_shared_connections_id_fk" FOREIGN KEY ("shared_id") REFERENCES "public"."shared_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connections_by_shared" ON "connections" USING btree ("shared_id","customer_id") WHERE shared_id is not null;