CREATE TABLE "execution_job_runs" (
	"job_id" text NOT NULL,
	"execution_id" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"replay_id" text,
	CONSTRAINT "execution_job_runs_job_id_execution_id_pk" PRIMARY KEY("job_id","execution_id")
);
--> statement-breakpoint
CREATE TABLE "execution_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"filter" json NOT NULL,
	"customer_id" text,
	"from_step" text NOT NULL,
	"version" text NOT NULL,
	"per_minute" integer,
	"list_cursor" text,
	"is_listed" boolean NOT NULL,
	"size" integer NOT NULL,
	"is_cut" boolean NOT NULL,
	"author_kind" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"ended_at" bigint,
	"cancelled_by" text
);
--> statement-breakpoint
CREATE TABLE "execution_texts" (
	"row" bigint PRIMARY KEY NOT NULL,
	"execution_id" text NOT NULL,
	"text" text
);
--> statement-breakpoint
CREATE TABLE "saved_filters" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "instances" ADD COLUMN "keeping" json;--> statement-breakpoint
ALTER TABLE "execution_job_runs" ADD CONSTRAINT "execution_job_runs_job_id_execution_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."execution_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution_texts" ADD CONSTRAINT "execution_texts_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_filters" ADD CONSTRAINT "saved_filters_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "execution_job_runs_by_outcome" ON "execution_job_runs" USING btree ("job_id","outcome","execution_id");--> statement-breakpoint
CREATE INDEX "execution_jobs_open" ON "execution_jobs" USING btree ("id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "execution_texts_by_execution" ON "execution_texts" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "execution_texts_open" ON "execution_texts" USING btree ("row") WHERE text is null;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_filters_by_name" ON "saved_filters" USING btree ("user_id","name");--> statement-breakpoint
CREATE INDEX "__execution_search" ON "execution_texts" USING gin (to_tsvector('simple', "text"));
