CREATE TABLE "kept_results" (
	"execution_id" text NOT NULL,
	"path" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "kept_results_execution_id_path_pk" PRIMARY KEY("execution_id","path")
);
--> statement-breakpoint
CREATE TABLE "pinned_outputs" (
	"integration_id" text NOT NULL,
	"flow" text NOT NULL,
	"step" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "pinned_outputs_integration_id_flow_step_pk" PRIMARY KEY("integration_id","flow","step")
);
--> statement-breakpoint
ALTER TABLE "kept_results" ADD CONSTRAINT "kept_results_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pinned_outputs" ADD CONSTRAINT "pinned_outputs_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "executions_of_snapshots" ON "executions" USING btree ("integration_id","version") WHERE version < 0;