CREATE TABLE "connection_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"made_by" json NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "is_reusable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "refresh_at" bigint;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "context" text;--> statement-breakpoint
ALTER TABLE "connection_links" ADD CONSTRAINT "connection_links_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_links_by_connection" ON "connection_links" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "connections_to_refresh" ON "connections" USING btree ("refresh_at") WHERE refresh_at is not null;--> statement-breakpoint
UPDATE "connections" SET "state" = CASE WHEN "state" IN ('ready', 'refreshing') THEN 'active' ELSE 'error' END;
