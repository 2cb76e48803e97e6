ALTER TABLE "chittysync"."rows" ADD COLUMN "doubts" jsonb;--> statement-breakpoint
ALTER TABLE "chittysync"."rows" ADD COLUMN "missed" boolean DEFAULT false NOT NULL;