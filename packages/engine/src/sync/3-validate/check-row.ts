import { cellsEqual } from '../../model/cell.ts';
import type { Problem } from '../../model/change.ts';
import type { RecordView, RowView } from '../../model/record-view.ts';

/** Copies of a row are refused as rows of their own; the row that they copy goes on. */
export function checkCopies(view: RecordView, row: RowView): Problem[] {
  return row.copies.map((copy) => ({
    recordId: view.recordId,
    binding: row.binding,
    externalId: copy.externalId,
    field: null,
    rule: 'DUPLICATE_KEY',
    message: `row ${copy.position + 1} has the key of a record that another row shows already`,
    value: null,
  }));
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
  if (row.link !== null && (row.presence === 'moved' || row.presence === 'unreachable')) {
    const rule = row.presence === 'moved' ? 'ROW_MOVED' : 'ROW_UNREACHABLE';
    problems.push(problem(null, rule, `the row is ${row.presence}, which is not a deletion`, null));
  }
  if (row.keyTaken) {
    for (const field of changedKeyFields(row, key)) {
      problems.push(problem(field, 'KEY_TAKEN', 'another record has this key already', null));
    }
  }
  for (const { field, rule, message, value } of row.observed?.problems ?? []) {
    problems.push(problem(field, rule, message, value));
  }
  return problems;
}

/** The key fields that made the key another; all of them where that cannot be told. */
function changedKeyFields({ link, observed }: RowView, key: readonly string[]): readonly string[] {
  const changed = key.filter(
    (field) => !cellsEqual(link?.shown[field] ?? null, observed?.cells[field] ?? null),
  );
  return changed.length > 0 ? changed : key;
}
