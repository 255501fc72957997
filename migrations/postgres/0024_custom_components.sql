CREATE TABLE "component_uses" (
	"integration_id" text NOT NULL,
	"version" integer NOT NULL,
	"component" text NOT NULL,
	"number" integer NOT NULL,
	"is_latest" boolean NOT NULL,
	CONSTRAINT "component_uses_integration_id_version_component_number_pk" PRIMARY KEY("integration_id","version","component","number")
);
--> statement-breakpoint
CREATE TABLE "component_versions" (
	"component" text NOT NULL,
	"number" integer NOT NULL,
	"signature" text NOT NULL,
	"hash" text NOT NULL,
	"blob" text NOT NULL,
	"size" bigint NOT NULL,
	"icon" text,
	"icon_type" text,
	"description" json NOT NULL,
	"published_at" bigint NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "component_versions_component_number_pk" PRIMARY KEY("component","number")
);
--> statement-breakpoint
CREATE TABLE "custom_components" (
	"key" text PRIMARY KEY NOT NULL,
	"integration_id" text,
	"last_number" integer NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "component_uses" ADD CONSTRAINT "component_uses_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "component_versions" ADD CONSTRAINT "component_versions_component_custom_components_key_fk" FOREIGN KEY ("component") REFERENCES "public"."custom_components"("key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "custom_components" ADD CONSTRAINT "custom_components_integration_id_integrations_id_fk" FOREIGN KEY ("integration_id") REFERENCES "public"."integrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "component_uses_by_component" ON "component_uses" USING btree ("component","number");--> statement-breakpoint
CREATE UNIQUE INDEX "component_versions_by_signature" ON "component_versions" USING btree ("component","signature");--> statement-breakpoint
CREATE INDEX "component_versions_by_blob" ON "component_versions" USING btree ("blob");--> statement-breakpoint
CREATE INDEX "component_versions_by_icon" ON "component_versions" USING btree ("icon");--> statement-breakpoint
CREATE INDEX "custom_components_by_integration" ON "custom_components" USING btree ("integration_id");