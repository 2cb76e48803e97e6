import type { Run } from '../api/contract.ts';

/** A change of a table's structure, as a halt reports it. */
export interface ShapeChange {
  readonly field: string;
  readonly column: string;
  readonly kind: string;
  readonly before: string;
  /** Null for what is gone. */
  readonly after: string | null;
}

const KINDS: Readonly<Record<string, string>> = {
  'column-gone': 'Column gone',
  'column-replaced': 'Column replaced',
  'type-altered': 'Type altered',
  'not-writable': 'Not writable any more',
  required: 'Takes no empty cell any more',
  'option-removed': 'Option removed',
  'option-renamed': 'Option renamed',
};

/** The changes of a table that the details of a halt list; none where they list no such thing. */
export function shapeChanges({ changes }: Run['halts'][number]['details']): ShapeChange[] {
  return Array.isArray(changes) ? changes.filter(isShapeChange) : [];
}

/** The plain words for the kind of a change. */
export function shapeChangeText(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** Whether a run stopped before its plan, at tables that changed. */
export function isStoppedByTables({ halts }: Pick<Run, 'halts'>): boolean {
  return halts.some(({ code }) => code === 'SCHEMA_CHANGED');
}

function isShapeChange(value: unknown): value is ShapeChange {
  if (typeof value !== 'object' || value === null) return false;
  const { field, column, kind, before, after } = value as Record<string, unknown>;
  const isText = [field, column, kind, before].every((part) => typeof part === 'string');
  return isText && (after === null || typeof after === 'string');
}
