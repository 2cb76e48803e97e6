import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { STRATEGIES } from '../../../src/model/registry.ts';
import { WORLD_SHAPE } from '../../world/world-registry.ts';
import { scenarioStep } from './scenario-steps.ts';

export const SCENARIOS = path.dirname(import.meta.dirname);

const CELL = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);
const CHAIN = {
  strategy: z.array(z.enum(STRATEGIES)).min(1),
  prefer: z.array(z.string()).exactOptional(),
  quorum: z.int().exactOptional(),
};
const FIELD_MAP = z.strictObject({
  access: z.enum(['both', 'read', 'write', 'none']).exactOptional(),
  onForbidden: z.enum(['flag', 'revert']).exactOptional(),
});

/** What differs from the usual registry of a world. */
const REGISTRY = z.strictObject({
  mode: z.enum(['bidirectional', 'one-way']).exactOptional(),
  from: z.string().exactOptional(),
  conflicts: z
    .strictObject({ ...CHAIN, fields: z.record(z.string(), z.strictObject(CHAIN)).default({}) })
    .exactOptional(),
  deletes: z.strictObject({ policy: z.enum(['propagate', 'unlink', 'ignore']) }).exactOptional(),
  approval: z.array(z.string()).exactOptional(),
  policy: z
    .strictObject({
      document: z.record(z.string(), z.unknown()),
      entityType: z.string(),
      categoryField: z.string().exactOptional(),
      sources: z.record(z.string(), z.string()),
    })
    .exactOptional(),
  safety: z
    .strictObject({
      maxDeletePercent: z.number(),
      deleteFloor: z.number(),
      maxInvalidPercent: z.number(),
    })
    .exactOptional(),
  /** By role and field. */
  maps: z.record(z.string(), z.record(z.string(), FIELD_MAP)).exactOptional(),
});

/** What a system must be able to do for a role. */
const NEEDS = z.strictObject({
  stableRowIds: z.boolean().optional(),
  conditionalWrite: z.boolean().optional(),
  deleteMeans: z.enum(['trash', 'delete']).optional(),
  editTime: z.enum(['known', 'none']).optional(),
});
export type Needs = z.output<typeof NEEDS>;

const SCENARIO = z.strictObject({
  /** Ids of the cases that it shows. */
  cases: z.array(z.string().regex(/^[A-H]\d+$/)),
  /** What happens, and what is right, in prose. */
  intent: z.string().min(20),
  roles: z.array(z.string().regex(/^[A-Z]$/)).default(['A', 'B', 'C']),
  /** A role that is in the same system as another. All others are in systems of their own. */
  same: z.record(z.string(), z.string()).default({}),
  needs: z.record(z.string(), NEEDS).default({}),
  schema: z.record(z.string(), z.unknown()).default(WORLD_SHAPE.schema),
  key: z.array(z.string()).default([...WORLD_SHAPE.key]),
  registry: REGISTRY.default({}),
  /** Rows that all bindings agree on before the first step; they were made in the first role. */
  rows: z
    .union([
      z.array(z.record(z.string(), CELL)),
      z.strictObject({ n: z.tuple([z.int(), z.int()]), row: z.record(z.string(), CELL) }),
    ])
    .default([]),
  steps: z.array(scenarioStep).min(1),
});

export interface Scenario extends z.output<typeof SCENARIO> {
  /** The folder's name. */
  readonly name: string;
}

/** @throws with the place of every mistake when it is no scenario */
export function parseScenario(name: string, json: unknown): Scenario {
  const parsed = SCENARIO.safeParse(json);
  if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
  const scenario = { ...parsed.data, name };
  const known = [...scenario.roles, ...Object.keys(scenario.same)];
  for (const role of rolesNamed(scenario)) {
    if (!known.includes(role)) throw new Error(`${name}: there is no role ${role}`);
  }
  return scenario;
}

/** All scenarios, by the names of their folders. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(SCENARIOS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'runner')
    .map(({ name }) => parseScenario(name, readJson(name, 'scenario.json')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function readExpected(scenario: Scenario): unknown {
  return readJson(scenario.name, 'expected.json');
}

/** Whether somebody changes a table's columns: the real systems tell of it in words of their own. */
export function changesColumns({ steps }: Scenario): boolean {
  return steps.some((step) => 'alter' in step);
}

/** The name of its test: case ids first. */
export function titleOf({ cases, name }: Scenario): string {
  return [...cases.map((id) => `[${id}]`), name.replaceAll('-', ' ')].join(' ');
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(SCENARIOS, folder, file), 'utf8'));
}

function rolesNamed({ steps, needs, same, registry }: Scenario): string[] {
  const inSteps = steps.flatMap((step) => [
    ...('add' in step ? [step.add] : []),
    ...('edit' in step ? [step.edit] : []),
    ...('delete' in step ? [step.delete] : []),
    ...('untrash' in step ? [step.untrash] : []),
    ...('alter' in step ? [step.alter] : []),
    ...('reverse' in step ? [step.reverse] : []),
    ...('fault' in step ? [step.fault] : []),
    ...('repoint' in step ? [step.repoint] : []),
  ]);
  const inRegistry = [
    ...(registry.from === undefined ? [] : [registry.from]),
    ...Object.keys(registry.maps ?? {}),
    ...(registry.conflicts?.prefer ?? []),
  ];
  return [...inSteps, ...inRegistry, ...Object.keys(needs), ...Object.values(same)];
}
