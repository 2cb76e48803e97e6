import { projectCell } from '../../src/adapters/adapter.ts';
import { memoryCodec } from '../../src/adapters/memory/memory-codec.ts';
import { must } from '../../src/errors/assert.ts';
import type { BoundField, FieldAccess, OnForbidden } from '../../src/model/bound-table.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { BindingView } from '../../src/model/record-view.ts';
import { FIELD_SPECS } from './field-specs.ts';

export interface BindingShape {
  readonly reads?: boolean;
  readonly writes?: boolean;
  readonly restores?: boolean;
  readonly keyIdentifies?: boolean;
  /** Access of fields that are not `both`; `none` leaves a field out. */
  readonly access?: Readonly<Record<string, FieldAccess>>;
  /** Fields of which a forbidden change is not flagged. */
  readonly onForbidden?: Readonly<Record<string, OnForbidden>>;
  /** Fields of which the binding shows less: instants to the minute, booleans without EMPTY. */
  readonly lossy?: readonly string[];
  /** Fields that the binding can hold only these values of, and EMPTY. */
  readonly holds?: Readonly<Record<string, readonly Cell[]>>;
  readonly unseenSince?: string | null;
  readonly fetchedAt?: string;
}

/** A binding over the fields of `FIELD_SPECS`, with the codecs of the memory adapter. */
export function aBinding(name: string, shape: BindingShape = {}): BindingView {
  const { access = {}, onForbidden = {}, lossy = [], holds = {} } = shape;
  const fields = FIELD_SPECS.filter(({ field }) => access[field] !== 'none').map(
    ({ field, cellType }): BoundField => {
      const nativeType = lossy.includes(field) && field === 'due' ? 'datetime-minute' : cellType;
      const column = { id: field, name: field, nativeType, cellType, writable: true };
      const forbidden = onForbidden[field];
      return {
        field,
        cellType,
        access: access[field] ?? 'both',
        ...(forbidden === undefined ? {} : { onForbidden: forbidden }),
        column,
      };
    },
  );
  return {
    name,
    table: { ref: { name }, fields, key: ['id'] },
    reads: shape.reads ?? true,
    writes: shape.writes ?? true,
    keyIdentifies: shape.keyIdentifies ?? false,
    restores: shape.restores ?? false,
    unseenSince: shape.unseenSince ?? null,
    fetchedAt: shape.fetchedAt ?? '2026-01-31T12:00:00.000Z',
    project(field, cell) {
      const bound = fields.find((candidate) => candidate.field === field);
      const codec = must(memoryCodec(must(bound, 'a bound field')), 'a codec');
      if (cell !== null && holds[field]?.some((held) => held === cell) === false) {
        return { ok: false, rule: 'OUT_OF_RANGE', message: 'the column cannot hold it' };
      }
      if (cell === null && lossy.includes(field) && field === 'done') {
        return { ok: true, cell: false };
      }
      return projectCell(codec, cell);
    },
  };
}
