CREATE TABLE "chittysync"."goals" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "goals_run_id_record_id_pk" PRIMARY KEY("run_id","record_id")
);
--> statement-breakpoint
ALTER TABLE "chittysync"."bindings" ADD COLUMN "shape" jsonb;--> statement-breakpoint
ALTER TABLE "chittysync"."rows" ADD COLUMN "content_hash" text;--> statement-breakpoint
ALTER TABLE "chittysync"."observations" ADD COLUMN "content_hash" text;--> statement-breakpoint
ALTER TABLE "chittysync"."runs" ADD COLUMN "goal" jsonb;