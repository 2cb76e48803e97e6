CREATE SCHEMA "chittysync";
--> statement-breakpoint
CREATE TABLE "chittysync"."audit_entries" (
	"index" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "chittysync"."audit_entries_index_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"registry_id" uuid,
	"run_id" uuid,
	"record_id" uuid,
	"entry" text NOT NULL,
	"signature" text NOT NULL,
	"ledger_status" text DEFAULT 'pending' NOT NULL,
	"ledger_attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chittysync"."conflicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"key" jsonb NOT NULL,
	"field" text NOT NULL,
	"candidates" jsonb NOT NULL,
	"base" jsonb,
	"status" text NOT NULL,
	"rule" text,
	"resolution" jsonb,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "chittysync"."idempotency_keys" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" integer,
	"body" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."problems" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"binding_id" uuid NOT NULL,
	"record_id" uuid,
	"external_id" text,
	"identity" text NOT NULL,
	"field" text,
	"rule" text NOT NULL,
	"message" text NOT NULL,
	"value" text,
	"status" text NOT NULL,
	"known" boolean DEFAULT false NOT NULL,
	"opened_run" uuid NOT NULL,
	"seen_run" uuid NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "chittysync"."record_history" (
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"key" jsonb NOT NULL,
	"cells" jsonb NOT NULL,
	"run_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "record_history_record_id_version_pk" PRIMARY KEY("record_id","version")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."bindings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"ord" integer NOT NULL,
	"name" text NOT NULL,
	"connection_id" uuid NOT NULL,
	"table_ref" jsonb NOT NULL,
	"fields" jsonb NOT NULL,
	"place" text,
	"fetched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "chittysync"."connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"system" text NOT NULL,
	"credential" text NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chittysync"."records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"status" text NOT NULL,
	"key_hash" text NOT NULL,
	"key" jsonb NOT NULL,
	"cells" jsonb NOT NULL,
	"version" integer NOT NULL,
	"settled" boolean DEFAULT true NOT NULL,
	"updated_run" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chittysync"."registries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"config" json NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"blocked_by" uuid,
	"next_run_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chittysync"."rows" (
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"binding_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"shown" jsonb NOT NULL,
	"shown_hash" text NOT NULL,
	"state" text NOT NULL,
	"updated_run" uuid NOT NULL,
	CONSTRAINT "rows_binding_id_record_id_pk" PRIMARY KEY("binding_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chittysync"."absences" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"binding_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"presence" text NOT NULL,
	CONSTRAINT "absences_run_id_binding_id_record_id_pk" PRIMARY KEY("run_id","binding_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."candidates" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"partition" integer NOT NULL,
	CONSTRAINT "candidates_run_id_record_id_pk" PRIMARY KEY("run_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."observations" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"binding_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"external_id" text,
	"record_id" uuid,
	"key_hash" text,
	"cells" jsonb NOT NULL,
	"problems" jsonb NOT NULL,
	"hash" text NOT NULL,
	"edited_from" timestamp with time zone,
	"edited_to" timestamp with time zone,
	CONSTRAINT "observations_run_id_binding_id_position_pk" PRIMARY KEY("run_id","binding_id","position")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."plan_records" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"partition" integer NOT NULL,
	"next" jsonb NOT NULL,
	"conflicts" jsonb NOT NULL,
	CONSTRAINT "plan_records_run_id_record_id_pk" PRIMARY KEY("run_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "chittysync"."plan_writes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"ord" integer NOT NULL,
	"partition" integer NOT NULL,
	"binding_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text,
	"key" jsonb NOT NULL,
	"cells" jsonb NOT NULL,
	"rules" jsonb NOT NULL,
	"status" text NOT NULL,
	"outcome" jsonb
);
--> statement-breakpoint
CREATE TABLE "chittysync"."runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"registry_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"trigger" text NOT NULL,
	"fetch" text NOT NULL,
	"status" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"plan_hash" text,
	"approved_hash" text,
	"reject_reason" text,
	"counts" jsonb NOT NULL,
	"per_binding" jsonb NOT NULL,
	"halts" jsonb NOT NULL,
	"drift" jsonb NOT NULL,
	"requests" jsonb NOT NULL,
	"fetched" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "chittysync"."steps" (
	"tenant_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"counts" jsonb NOT NULL,
	CONSTRAINT "steps_run_id_name_pk" PRIMARY KEY("run_id","name")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "audit_entries_id" ON "chittysync"."audit_entries" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "audit_entries_run" ON "chittysync"."audit_entries" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "audit_entries_registry" ON "chittysync"."audit_entries" USING btree ("tenant_id","registry_id");--> statement-breakpoint
CREATE INDEX "audit_entries_outbox" ON "chittysync"."audit_entries" USING btree ("index") WHERE ledger_status = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "conflicts_open" ON "chittysync"."conflicts" USING btree ("registry_id","record_id","field") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "conflicts_list" ON "chittysync"."conflicts" USING btree ("tenant_id","registry_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "problems_open" ON "chittysync"."problems" USING btree ("registry_id","identity") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "problems_list" ON "chittysync"."problems" USING btree ("tenant_id","registry_id","status");--> statement-breakpoint
CREATE INDEX "record_history_registry" ON "chittysync"."record_history" USING btree ("registry_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "bindings_name" ON "chittysync"."bindings" USING btree ("registry_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "connections_name" ON "chittysync"."connections" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "records_key" ON "chittysync"."records" USING btree ("registry_id","key_hash") WHERE status = 'live';--> statement-breakpoint
CREATE INDEX "records_unsettled" ON "chittysync"."records" USING btree ("registry_id") WHERE not settled;--> statement-breakpoint
CREATE UNIQUE INDEX "registries_name" ON "chittysync"."registries" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "registries_due" ON "chittysync"."registries" USING btree ("next_run_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rows_external_id" ON "chittysync"."rows" USING btree ("binding_id","external_id");--> statement-breakpoint
CREATE INDEX "candidates_partition" ON "chittysync"."candidates" USING btree ("run_id","partition");--> statement-breakpoint
CREATE INDEX "observations_record" ON "chittysync"."observations" USING btree ("run_id","record_id");--> statement-breakpoint
CREATE INDEX "observations_key" ON "chittysync"."observations" USING btree ("run_id","key_hash");--> statement-breakpoint
CREATE INDEX "plan_records_partition" ON "chittysync"."plan_records" USING btree ("run_id","partition");--> statement-breakpoint
CREATE INDEX "plan_writes_run" ON "chittysync"."plan_writes" USING btree ("run_id","ord");--> statement-breakpoint
CREATE INDEX "plan_writes_record" ON "chittysync"."plan_writes" USING btree ("run_id","record_id");--> statement-breakpoint
CREATE INDEX "runs_registry" ON "chittysync"."runs" USING btree ("registry_id","created_at");