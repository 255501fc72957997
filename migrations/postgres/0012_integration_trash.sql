DROP INDEX "integrations_by_name";--> statement-breakpoint
DROP INDEX "integrations_by_change";--> statement-breakpoint
DROP INDEX "integrations_by_category";--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "state_before" text;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "removed_at" bigint;--> statement-breakpoint
ALTER TABLE "integrations" ADD COLUMN "removed_by" text;--> statement-breakpoint
CREATE INDEX "integrations_by_removal" ON "integrations" USING btree ("removed_at","id");--> statement-breakpoint
CREATE INDEX "integrations_by_name" ON "integrations" USING btree ("removed_at","category","name","id");--> statement-breakpoint
CREATE INDEX "integrations_by_change" ON "integrations" USING btree ("removed_at","updated_at","id");--> statement-breakpoint
CREATE INDEX "integrations_by_category" ON "integrations" USING btree ("removed_at","category","updated_at","id");