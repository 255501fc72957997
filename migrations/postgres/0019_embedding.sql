CREATE TABLE "embedding_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"jwk" json NOT NULL,
	"kid" text,
	"fingerprint" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "embedding_key_id" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "embedding" json;--> statement-breakpoint
CREATE UNIQUE INDEX "embedding_keys_by_fingerprint" ON "embedding_keys" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "sessions_by_embedding_key" ON "sessions" USING btree ("embedding_key_id");