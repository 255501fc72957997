CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text,
	"component" text,
	"key" text,
	"label" text NOT NULL,
	"fields" text NOT NULL,
	"token" text,
	"filled_in" text,
	"state" text NOT NULL,
	"refreshing_at" bigint,
	"expires_at" bigint,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "config_values" ADD COLUMN "connection_id" text;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connections_by_customer" ON "connections" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "connections_refreshing" ON "connections" USING btree ("refreshing_at") WHERE refreshing_at is not null;--> statement-breakpoint
ALTER TABLE "config_values" ADD CONSTRAINT "config_values_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "config_values_by_connection" ON "config_values" USING btree ("connection_id") WHERE connection_id is not null;