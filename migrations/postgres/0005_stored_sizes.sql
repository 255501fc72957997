ALTER TABLE "executions" ADD COLUMN "size" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "instance_runs" ADD COLUMN "size" bigint DEFAULT 0 NOT NULL;