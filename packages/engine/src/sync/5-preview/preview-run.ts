import type { FetchWindow } from '../../model/run.ts';
import { createRecordPolicy } from '../3-validate/record-policy.ts';
import { createSchemaValidator } from '../3-validate/schema-validator.ts';
import { bindingViews } from '../binding-views.ts';
import type { DecisionRules } from '../decide-record.ts';
import type { RunContext } from '../run-context.ts';
import type { PartitionReport } from './partition-report.ts';
import { planPartition } from './plan-partition.ts';
import type { PreviewVerdict } from './weigh-plan.ts';
import { weighPlan } from './weigh-plan.ts';

/** Decides about all partitions, one durable step each, and weighs the whole plan. */
export async function previewRun(
  run: RunContext,
  partitions: number,
  fetched: Readonly<Record<string, FetchWindow>>,
): Promise<PreviewVerdict> {
  await run.steps.do('preview: begin', async () => {
    for (const step of ['validate', 'resolve', 'preview'] as const) await run.store.beginStep(step);
    return null;
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
  fetched: Readonly<Record<string, FetchWindow>>,
): DecisionRules {
  const { registry, specs, newId } = run;
  const schema = createSchemaValidator(registry.schema, specs);
  const { policy } = registry;
  return {
    registry,
    specs,
    schema,
    newId,
    ...(policy ? { policy: createRecordPolicy(policy) } : {}),
    bindings: bindingViews(registry, run.bindings, fetched),
  };
}
