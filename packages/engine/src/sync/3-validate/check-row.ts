import { cellsEqual } from '../../model/cell.ts';
import type { Problem } from '../../model/change.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { RecordView, RowView } from '../../model/record-view.ts';

/**
 * Copies of a row are refused as rows of their own; the row that they copy goes on. Copies with one identity are
 * one problem. The key is the customer's own column, so a copy gets no new one here: a person has to give it one.
 */
export function checkCopies(view: RecordView, row: RowView): Problem[] {
  const copies = Map.groupBy(row.copies, ({ externalId }) => externalId);
  return [...copies].map(([externalId, rows]) => ({
    recordId: view.recordId,
    binding: row.binding,
    externalId,
    field: null,
    rule: 'DUPLICATE_KEY',
    message: copiesMessage(row, rows),
    value: null,
  }));
}

/** Whether further rows have the identity of the row that is the record: a write would not know which to take. */
export function isShared({ observed, copies }: RowView): boolean {
  return observed !== null && copies.some(({ externalId }) => externalId === observed.externalId);
}

function copiesMessage({ observed }: RowView, copies: readonly ObservedRow[]): string {
  const numbers = copies.map(({ position }) => position + 1).join(', ');
  const [who, own] = copies.length === 1 ? ['row', 'has'] : ['rows', 'have'];
  const original = observed === null ? 'another row' : `row ${observed.position + 1}`;
  return `${who} ${numbers} ${own} the key of a record that ${original} shows already; give each copy its own`;
}

/** Problems that a row has before any change of it is looked at: identity, reach, unreadable cells. */
export function checkRow(view: RecordView, row: RowView, key: readonly string[]): Problem[] {
  if (row.detached) return [];
  const externalId = row.observed?.externalId ?? row.link?.externalId ?? null;
  const problem = (field: string | null, rule: string, message: string, value: string | null) => ({
    recordId: view.base === null ? null : view.recordId,
    binding: row.binding,
    externalId,
    field,
    rule,
    message,
    value,
  });
  const problems: Problem[] = [];
  if (row.duplicates.length > 0) {
    const rows = [row.observed, ...row.duplicates].flatMap((seen) =>
      seen === null ? [] : [seen.position + 1],
    );
    const message = `${rows.length} rows have the same key (rows ${rows.join(', ')} of the table)`;
    problems.push(problem(null, 'AMBIGUOUS_KEY', message, null));
  }
  if (row.link !== null && row.presence === 'unidentified') {
    const message = 'no row has its key, but one without a key of its own may be it; no deletion';
    problems.push(problem(null, 'ROW_UNIDENTIFIED', message, null));
  }
  if (row.link !== null && (row.presence === 'moved' || row.presence === 'unreachable')) {
    const rule = row.presence === 'moved' ? 'ROW_MOVED' : 'ROW_UNREACHABLE';
    problems.push(problem(null, rule, `the row is ${row.presence}, which is not a deletion`, null));
  }
  if (row.keyTaken) {
    for (const field of newKeyFields(row, key)) {
      problems.push(problem(field, 'KEY_TAKEN', 'another record has this key already', null));
    }
  }
  for (const { field, rule, message, value } of row.observed?.problems ?? []) {
    problems.push(problem(field, rule, message, value));
  }
  return problems;
}

/**
 * The key fields that made the key of a row another: all of them where the row is new, and none where it shows
 * the key that it showed. Such a row lags behind its record, whose key moved on, and the next write mends it.
 */
export function newKeyFields(
  { link, observed }: RowView,
  key: readonly string[],
): readonly string[] {
  if (link === null) return key;
  return key.filter((field) => {
    return !cellsEqual(link.shown[field] ?? null, observed?.cells[field] ?? null);
  });
}
