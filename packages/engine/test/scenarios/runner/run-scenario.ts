import { must } from '../../../src/errors/assert.ts';
import { isChittySyncError } from '../../../src/errors/chittysync-error.ts';
import type { Cells } from '../../../src/model/cell.ts';
import { cellsEqual } from '../../../src/model/cell.ts';
import type { WorldStore } from '../../world/registry-world.ts';
import type { Assignment } from './assignments.ts';
import { doPeopleStep, forNumbers, isPeopleStep } from './people-steps.ts';
import { byText } from './report-run.ts';
import { RunsOfScenario } from './runs-of-scenario.ts';
import type { Scenario } from './scenario.ts';
import type { ResolveStep, ScenarioStep } from './scenario-steps.ts';
import { type OpenPremises, ScenarioWorld } from './scenario-world.ts';

/** What a scenario comes to: equal in every permutation of systems and bindings. */
export interface ScenarioResult {
  /** One for each run, and for each request that was refused. */
  readonly runs: readonly unknown[];
  /** By role at the end, or of `everywhere` where all are equal. */
  readonly rows: Readonly<Record<string, readonly Cells[]>>;
}

/** Plays a scenario in a world of its own. */
export async function runScenario(
  scenario: Scenario,
  assignment: Assignment,
  store: WorldStore,
  open: OpenPremises,
): Promise<ScenarioResult> {
  const world = await ScenarioWorld.create(scenario, assignment, store, open);
  const runs = new RunsOfScenario(world);
  await settle(scenario, world, runs);
  for (const step of scenario.steps) await doStep(step, world, runs);
  return { runs: runs.reports, rows: await readRows(scenario, world) };
}

/** Brings the scenario's rows everywhere before it begins. */
async function settle(
  { rows, roles }: Scenario,
  world: ScenarioWorld,
  runs: RunsOfScenario,
): Promise<void> {
  const all = Array.isArray(rows) ? rows : forNumbers(rows.n, rows.row);
  if (all.length === 0) return;
  const table = world.table(must(roles[0], 'a scenario has roles'));
  for (const row of all) await table.add(row);
  await runs.settle();
}

async function doStep(
  step: ScenarioStep,
  world: ScenarioWorld,
  runs: RunsOfScenario,
): Promise<void> {
  if (isPeopleStep(step)) await doPeopleStep(step, world);
  else if ('run' in step) await runs.run(step);
  else if ('approve' in step) await runs.approve();
  else if ('reject' in step) await runs.reject();
  else if ('undo' in step) await runs.undo(step.undo);
  else if ('restoreAsOf' in step) await runs.restoreAsOf(step.restoreAsOf);
  else if ('resolve' in step) await resolve(step, runs);
  else if ('fault' in step) world.fail(step.fault, step.is);
  else if ('repoint' in step) await world.repoint(step.repoint, step.rows);
  else {
    await world.setUpAgain();
    runs.forget();
  }
}

async function resolve(step: ResolveStep, runs: RunsOfScenario): Promise<void> {
  const seen = runs.conflictsAfter(step.asAfterRun);
  const conflict = seen.find(
    ({ field, key, status }) =>
      field === step.resolve &&
      status === 'open' &&
      Object.entries(step.row).every(([name, cell]) => cellsEqual(key[name] ?? null, cell)),
  );
  const shown = must(conflict, `there was an open conflict about ${step.resolve}`);
  try {
    await runs.resolve(shown, step.value);
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    runs.reports.push({ resolve: step.resolve, refused: error.code });
  }
}

async function readRows(
  { roles }: Scenario,
  world: ScenarioWorld,
): Promise<ScenarioResult['rows']> {
  const shown: [string, readonly Cells[]][] = [];
  for (const role of roles) {
    const rows = await world.table(role).rows();
    shown.push([role, rows.map(sortFields).sort(byText)]);
  }
  const [first, ...others] = shown.map(([, rows]) => rows);
  const isSame = others.every((rows) => JSON.stringify(rows) === JSON.stringify(first));
  return isSame ? { everywhere: first ?? [] } : Object.fromEntries(shown);
}

/** Fields with values only, in one order. */
function sortFields(cells: Cells): Cells {
  return Object.fromEntries(
    Object.entries(cells)
      .filter(([, cell]) => cell !== null)
      .sort(byText),
  );
}
