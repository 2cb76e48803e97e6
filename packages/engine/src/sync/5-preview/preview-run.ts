import { readTotals } from '../../db/registry-totals.ts';
import { beginStep } from '../../db/run-progress.ts';
import { createSchemaValidator } from '../3-validate/schema-validator.ts';
import { bindingViews } from '../binding-views.ts';
import type { DecisionRules } from '../decide-record.ts';
import type { RunContext } from '../run-context.ts';
import type { PartitionReport } from './partition-report.ts';
import { planPartition } from './plan-partition.ts';
import type { PreviewVerdict } from './weigh-plan.ts';
import { weighPlan } from './weigh-plan.ts';

/** Decides about all partitions, one durable step each, and weighs the whole plan. */
export async function previewRun(run: RunContext, partitions: number): Promise<PreviewVerdict> {
  const { state, runId, registry } = run;
  const fetched = await run.steps.do('preview: begin', async () => {
    for (const step of ['validate', 'resolve', 'preview'] as const) {
      await beginStep(state, runId, step);
    }
    return (await readTotals(state, runId, registry.id)).fetched;
  });
  const rules = decisionRules(run, fetched);
  const reports: PartitionReport[] = [];
  // Partition 0 is planned even when empty: rows without a key belong to no partition of their own.
  for (let partition = 0; partition < Math.max(1, partitions); partition++) {
    const plan = () => planPartition(run, partition, rules);
    reports.push(await run.steps.do(`preview: partition ${partition}`, plan));
  }
  const verdict = await run.steps.do('preview: weigh', async () =>
    JSON.stringify(await weighPlan(run, reports)),
  );
  return JSON.parse(verdict) as PreviewVerdict;
}

function decisionRules(
  run: RunContext,
  fetched: Readonly<Record<string, { readonly to: string }>>,
): DecisionRules {
  const { registry, specs, newId } = run;
  const schema = createSchemaValidator(registry.schema, specs);
  return {
    registry,
    specs,
    schema,
    newId,
    bindings: bindingViews(registry, run.bindings, fetched),
  };
}
