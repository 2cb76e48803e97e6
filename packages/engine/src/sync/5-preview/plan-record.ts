import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Problem } from '../../model/change.ts';
import { keyCells } from '../../model/key.ts';
import type { NextRecord, NextRow, PlannedWrite, RecordPlan } from '../../model/plan.ts';
import type { BindingView, RecordView, RowView } from '../../model/record-view.ts';
import type { CellWrite } from '../../model/write.ts';
import { isBlocked, type Validation } from '../3-validate/validation-draft.ts';
import { showsAlike } from '../4-resolve/find-candidates.ts';
import type { RecordDecision } from '../4-resolve/resolve-changes.ts';

export interface PlanRules {
  readonly key: readonly string[];
  /** Fields that no record may lack. */
  readonly required: ReadonlySet<string>;
  readonly bindings: ReadonlyMap<string, BindingView>;
  readonly newId: () => string;
}

/**
 * Turns the decision about a record into its writes and its next base. A cell is written where the binding
 * does not show what it would show of the next base; never where an unmended edit or an open conflict stands.
 */
export function planRecord(
  view: RecordView,
  decision: RecordDecision | null,
  validation: Validation,
  rules: PlanRules,
): RecordPlan {
  const problems: Problem[] = [...validation.problems];
  if (decision === null) return { next: null, writes: [], conflicts: [], problems };
  const draft = new WriteDraft(view, decision, validation, rules, problems);
  const writes = view.rows.flatMap((row) => {
    const binding = rules.bindings.get(row.binding);
    const write = binding === undefined ? null : draft.writeOf(row, binding);
    return write === null ? [] : [write];
  });
  const waits =
    problems.length > 0 ||
    decision.waiting.size > 0 ||
    validation.blocked.size > 0 ||
    // A row whose deletion is ignored falls behind; should it come back as it was, nothing else would tell.
    decision.ignored.length > 0 ||
    (decision.status === 'deleted' && view.rows.some((row) => outlives(row, writes)));
  const next = nextRecord(view, decision, validation, rules, { waits, writes });
  return { next, writes, conflicts: decision.conflicts, problems };
}

class WriteDraft {
  private readonly view: RecordView;
  private readonly decision: RecordDecision;
  private readonly validation: Validation;
  private readonly rules: PlanRules;
  private readonly problems: Problem[];

  constructor(
    view: RecordView,
    decision: RecordDecision,
    validation: Validation,
    rules: PlanRules,
    problems: Problem[],
  ) {
    this.view = view;
    this.decision = decision;
    this.validation = validation;
    this.rules = rules;
    this.problems = problems;
  }

  writeOf(row: RowView, binding: BindingView): PlannedWrite | null {
    const { decision } = this;
    const given = [...decision.detach, ...decision.ignored].includes(row.binding);
    if (!binding.writes || row.detached || given || isBlocked(this.validation, row.binding, '*'))
      return null;
    if (decision.status === 'deleted') return this.deletion(row);
    if (row.observed === null) return this.creation(row, binding);
    return this.update(row, row.observed.externalId, binding);
  }

  private deletion(row: RowView): PlannedWrite | null {
    if (row.observed === null || row.observed.externalId === null) return null;
    const cells = Object.entries(row.observed.cells).map(([field, before]) => [
      field,
      { before, after: null },
    ]);
    const { goal } = this.view;
    const rule = goal?.before === null ? goal.kind : 'delete';
    return this.write(row, 'delete', row.observed.externalId, Object.fromEntries(cells), rule);
  }

  /**
   * A row is never created without its key, nor while a required field of it waits (its column may refuse to be
   * empty), nor beside a linked row of which nobody knows where it is. One that lies in the trash is brought back
   * instead; what it shows there is not known, so its before-image is EMPTY.
   */
  private creation(row: RowView, binding: BindingView): PlannedWrite | null {
    if (row.link !== null && !this.decision.unlink.includes(row.binding)) return null;
    const trashed = row.presence === 'trashed' && binding.restores ? formerId(row) : null;
    const cells: Record<string, CellWrite> = {};
    for (const { field, access } of binding.table.fields) {
      const isKey = this.rules.key.includes(field);
      if (access === 'read' && isKey) {
        const message = `"${binding.name}" cannot be given the key field, so it cannot get the record`;
        this.refuse(field, binding, row, { rule: 'PERMISSION', message });
      }
      const waits = this.decision.waiting.has(field);
      if (waits && access !== 'read' && this.rules.required.has(field)) return null;
      const projected = access !== 'read' && !waits ? this.project(field, binding, row) : undefined;
      if (projected !== undefined && (projected !== null || (trashed !== null && !isKey))) {
        cells[field] = { before: null, after: projected };
      } else if (isKey) return null;
    }
    return this.write(row, trashed === null ? 'create' : 'restore', trashed, cells, 'create');
  }

  private update(
    row: RowView,
    externalId: string | null,
    binding: BindingView,
  ): PlannedWrite | null {
    const cells: Record<string, CellWrite> = {};
    const isTaken = this.isKeyTaken(row, binding);
    for (const { field, access } of binding.table.fields) {
      if (isTaken && this.rules.key.includes(field)) continue;
      const before = row.observed?.cells[field];
      if (access === 'read' || before === undefined || this.decision.waiting.has(field)) continue;
      if (isBlocked(this.validation, row.binding, field)) continue;
      const after = this.project(field, binding, row);
      if (after !== undefined && !cellsEqual(before, after)) cells[field] = { before, after };
    }
    if (Object.keys(cells).length === 0 || externalId === null) return null;
    return this.write(row, 'update', externalId, cells, 'repair');
  }

  /** Another row of the table has the key already: while people have not parted the two, no write makes them alike. */
  private isKeyTaken({ copies }: RowView, binding: BindingView): boolean {
    return copies.some((copy) =>
      this.rules.key.every((field) =>
        showsAlike(this.decision.cells[field] ?? null, copy.cells[field] ?? null, field, binding),
      ),
    );
  }

  /** What the binding would show of the next base; undefined (and a problem) where it cannot hold it. */
  private project(field: string, binding: BindingView, row: RowView): Cell | undefined {
    const projected = binding.project(field, this.decision.cells[field] ?? null);
    if (projected.ok) return projected.cell;
    this.refuse(field, binding, row, projected);
    return undefined;
  }

  private refuse(
    field: string,
    binding: BindingView,
    row: RowView,
    { rule, message }: Pick<Problem, 'rule' | 'message'>,
  ): void {
    this.problems.push({
      recordId: this.view.recordId,
      binding: binding.name,
      externalId: row.observed?.externalId ?? null,
      field,
      rule,
      message,
      value: JSON.stringify(this.decision.cells[field] ?? null),
    });
  }

  private write(
    row: RowView,
    kind: PlannedWrite['kind'],
    externalId: string | null,
    cells: PlannedWrite['cells'],
    fallbackRule: string,
  ): PlannedWrite {
    const { decision, rules, view } = this;
    const ruleOf = (field: string) =>
      decision.fields.find((decided) => decided.field === field)?.rule ?? fallbackRule;
    return {
      id: rules.newId(),
      binding: row.binding,
      recordId: view.recordId,
      kind,
      externalId,
      key: keyCells(rules.key, kind === 'delete' ? (view.base?.cells ?? {}) : decision.cells),
      cells,
      rules: Object.fromEntries(Object.keys(cells).map((field) => [field, ruleOf(field)])),
    };
  }
}

function nextRecord(
  view: RecordView,
  decision: RecordDecision,
  validation: Validation,
  rules: PlanRules,
  { waits, writes }: { readonly waits: boolean; readonly writes: readonly PlannedWrite[] },
): NextRecord {
  const restored = new Set(
    writes.flatMap(({ kind, binding }) => (kind === 'restore' ? binding : [])),
  );
  const rows = view.rows.flatMap((row) =>
    restored.has(row.binding) ? restoredRow(row) : nextRow(row, decision, validation),
  );
  return {
    recordId: view.recordId,
    isNew: view.base === null,
    baseVersion: (view.base ?? view.past)?.version ?? 0,
    status: decision.status,
    key: keyCells(rules.key, decision.cells),
    cells: decision.cells,
    before: view.base?.cells ?? {},
    rows,
    detach: decision.detach,
    unlink: decision.unlink,
    decisions: decision.fields,
    waits,
    ...(decision.waiting.size > 0 ? { waiting: [...decision.waiting] } : {}),
  };
}

/** The row that shows the record, or did until it was deleted. */
function formerId({ link, tombstone }: RowView): string | null {
  return link?.externalId ?? tombstone;
}

/** A row of a deleted record that is there, or may be there, and that no write deletes. */
function outlives(row: RowView, writes: readonly PlannedWrite[]): boolean {
  if (row.detached || writes.some(({ binding }) => binding === row.binding)) return false;
  const { presence } = row;
  return (
    row.observed !== null || (presence !== null && presence !== 'trashed' && presence !== 'gone')
  );
}

/** A row that is taken out of the trash is the row that it was: what it shows then is held against what it showed. */
function restoredRow({ binding, link }: RowView): NextRow[] {
  if (link === null) return [];
  const { externalId, shown } = link;
  return [{ binding, externalId, shown, before: shown }];
}

/** Accepted and unchanged cells count as seen; cells that wait or are refused keep what they showed before. */
function nextRow(row: RowView, decision: RecordDecision, validation: Validation): NextRow[] {
  const externalId = row.observed?.externalId ?? null;
  const { binding, link, observed } = row;
  const isRowHeld = isBlocked(validation, binding, '*');
  if (observed === null || externalId === null || row.detached || isRowHeld) return [];
  const isHeld = (field: string) =>
    decision.waiting.has(field) || isBlocked(validation, binding, field);
  const before: Cells = link?.shown ?? {};
  const seen = Object.entries(observed.cells).filter(([field]) => !isHeld(field));
  const shown: Cells = { ...before, ...Object.fromEntries(seen) };
  const held = Object.entries(link?.doubts ?? {}).filter(([field]) => isHeld(field));
  const doubts = held.length > 0 ? { doubts: Object.fromEntries(held) } : {};
  const remembered = observed.remembered ? { remembered: true as const } : {};
  return [{ binding, externalId, shown, before, ...doubts, ...remembered }];
}
