CREATE TABLE "notices" (
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"customer_id" text,
	"since" bigint NOT NULL,
	"closed_at" bigint,
	"mailed_at" bigint,
	CONSTRAINT "notices_kind_subject_id_pk" PRIMARY KEY("kind","subject_id")
);
--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_by_customer" ON "notices" USING btree ("customer_id","since");--> statement-breakpoint
CREATE INDEX "connections_broken" ON "connections" USING btree ("id") WHERE state = 'error';--> statement-breakpoint
CREATE INDEX "connections_ending" ON "connections" USING btree ("expires_at") WHERE refresh_at is null;