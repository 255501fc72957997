ALTER TABLE "connections" ADD COLUMN "user_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "connections_by_user" ON "connections" USING btree ("user_id","shared_id") WHERE user_id is not null;