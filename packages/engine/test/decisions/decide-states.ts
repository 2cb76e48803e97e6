import { cellsEqual } from '../../src/model/cell.ts';
import type { RecordPlan } from '../../src/model/plan.ts';
import { decideRecord } from '../../src/sync/decide-record.ts';
import { aBinding } from '../build/a-binding.ts';
import { aRecordView } from '../build/a-record-view.ts';
import { aRow } from '../build/a-row.ts';
import { decisionRules, type RulesShape } from '../build/decision-rules.ts';
import { BASE, ROWS, type RowState, VALUES } from './row-states.ts';

/** Of a new record the further bindings hold nothing. */
export interface Question extends RulesShape {
  readonly isNew?: boolean;
  /** The row in `x` has the values of `y`, and the other way round. */
  readonly isMirrored?: boolean;
  /** All four bindings, in the order in which they are given. */
  readonly order: readonly string[];
}

const FETCHED = '2026-01-31T13:00:00.000Z';

/** Decides about a record of which the row in `x` is in one state and that in `y` in the other; see `tell`. */
export function decideStates(x: RowState, y: RowState, question: Question): string {
  const { isNew = false, isMirrored = false, order, ...shape } = question;
  const other = ROWS[isNew ? 'none' : 'unchanged'];
  const own = isMirrored ? ({ x: 'y', y: 'x' } as const) : ({ x: 'x', y: 'y' } as const);
  const stated = { x: ROWS[x](own.x), y: ROWS[y](own.y), z: other('x'), w: other('x') };
  const of = (name: string) => stated[name as keyof typeof stated];
  const views = order.map((name) => aBinding(name, { fetchedAt: FETCHED, ...of(name).binding }));
  const rows = order.map((name) => aRow(name, of(name).row));
  return tell(decideRecord(aRecordView(isNew ? null : BASE, rows), decisionRules(views, shape)));
}

/**
 * A plan in one line: what the name becomes, by which rule, whose values lose, and after the arrow who is
 * written to (`+` a new row, `-` a deletion); then links that end (`unlink`), rows that are given up
 * (`detach`), problems (`!`), and whether the record is looked at again (`waits`).
 */
function tell({ next, writes, conflicts, problems }: RecordPlan): string {
  const sign = { create: '+', update: '', delete: '-', restore: '^' };
  const decision = next?.decisions.find(({ field }) => field === 'name');
  const isOpen = conflicts.some(({ status }) => status === 'open');
  const kept = conflicts.filter(({ field }) => field === '*').map(({ rule }) => rule ?? '');
  const list = (word: string, names: readonly string[]) =>
    names.length === 0 ? [] : [word, ...names.toSorted()];
  return [
    next === null ? 'nothing' : next.status === 'deleted' ? 'deleted' : wordFor(next.cells.name),
    ...(decision === undefined ? [] : ['by', decision.rule]),
    ...list('over', decision?.losers.map(({ binding }) => binding) ?? []),
    ...(isOpen ? ['open'] : []),
    ...kept,
    ...list(
      '→',
      writes.map(({ kind, binding }) => `${sign[kind]}${binding}`),
    ),
    ...list('unlink', next?.unlink ?? []),
    ...list('detach', next?.detach ?? []),
    ...list(
      '!',
      problems.map(({ binding, rule }) => `${binding}:${rule}`),
    ),
    ...(next?.waits ? ['waits'] : []),
  ].join(' ');
}

function wordFor(value: unknown): string {
  const found = Object.entries(VALUES).find(([, cell]) =>
    cellsEqual(cell, (value ?? null) as string),
  );
  return found?.[0] ?? String(value);
}
