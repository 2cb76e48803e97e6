import type { NewTable, SystemAdapter, SystemDefinition } from '../../src/adapters/adapter.ts';
import { must } from '../../src/errors/assert.ts';
import type { BoundTable } from '../../src/model/bound-table.ts';
import { type Cell, cellsEqual, parseCell } from '../../src/model/cell.ts';
import { CELL_TYPES, type CellType } from '../../src/model/cell-type.ts';
import type { TableRef, TableShape } from '../../src/model/system.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import { LISTED_OPTIONS, PERMITTED_OPTIONS, SAMPLES } from './round-trip-samples.ts';
import { type Trip, tripsThrough } from './round-trips.ts';

/** What the samples of each cell type came to. */
export type TripsByType = Readonly<Record<string, readonly Trip[]>>;

/**
 * A table with a column for each cell type, named after it. `hasLists`: the options are told to the system;
 * `relatesTo`: the table that the relation is to.
 */
export function sampleTable(hasLists: boolean, relatesTo?: TableRef): NewTable {
  const options = hasLists ? { options: LISTED_OPTIONS } : {};
  const fields = CELL_TYPES.map((cellType) => {
    const isOption = cellType === 'enum' || cellType === 'enum-set';
    const related = cellType === 'relation' && relatesTo !== undefined ? { relatesTo } : {};
    return { name: cellType, cellType, required: false, ...(isOption ? options : {}), ...related };
  });
  const code = { name: 'code', cellType: 'text', required: true } as const;
  return { title: 'Samples', key: ['code'], fields: [code, ...fields] };
}

/** What the document says of the columns of a table that was created. */
export function promisedTrips(definition: SystemDefinition, shape: TableShape): TripsByType {
  const trips = CELL_TYPES.map((cellType) => {
    const { nativeType, options } = columnOf(shape, cellType);
    const column = options === undefined ? { nativeType } : { nativeType, listed: true as const };
    return [cellType, tripsThrough(definition, column, cellType)];
  });
  return Object.fromEntries(trips);
}

/** Writes each sample to a row of its own, and tells what the system showed of it. */
export async function sendSamples(
  adapter: SystemAdapter,
  { capabilities }: SystemDefinition,
  shape: TableShape,
): Promise<TripsByType> {
  const sent = CELL_TYPES.flatMap((cellType) =>
    SAMPLES[cellType].flatMap(({ name, value }) => {
      const parsed = parseCell(cellType, value);
      return parsed.ok ? [{ cellType, name, cell: parsed.cell }] : [];
    }),
  );
  const writes = sent.map(({ cellType, cell }, i) => creation(`row ${i}`, cellType, cell));
  const outcomes: WriteOutcome[] = [];
  const size = capabilities.rowsPerWriteMax;
  for (let from = 0; from < writes.length; from += size) {
    const chunk = writes.slice(from, from + size);
    outcomes.push(...(await adapter.applyWrites(bindSamples(shape), chunk)));
  }
  const trips = sent.map(({ cellType, name, cell }, i) => ({
    cellType,
    trip: tripOf(name, cell, must(outcomes[i], 'an outcome for each write'), cellType),
  }));
  return Object.fromEntries(
    [...Map.groupBy(trips, ({ cellType }) => cellType)].map(([cellType, group]) => [
      cellType,
      group.map(({ trip }) => trip),
    ]),
  );
}

function tripOf(name: string, cell: Cell, outcome: WriteOutcome, cellType: CellType): Trip {
  if (outcome.status !== 'written') {
    return { name, kind: 'refused', rule: 'rule' in outcome ? outcome.rule : outcome.status };
  }
  const as = outcome.shown?.[cellType] ?? null;
  return cellsEqual(as, cell) ? { name, kind: 'equal' } : { name, kind: 'poorer', as };
}

function creation(code: string, cellType: CellType, cell: Cell): RowWrite {
  const cells = { code: { before: null, after: code }, [cellType]: { before: null, after: cell } };
  return { id: code, kind: 'create', externalId: null, key: { code }, cells, attempted: false };
}

function bindSamples(shape: TableShape): BoundTable {
  const names = ['code', ...CELL_TYPES] as const;
  const fields = names.map((field) => ({
    field,
    cellType: field === 'code' ? ('text' as const) : field,
    access: 'both' as const,
    column: columnOf(shape, field),
    options: PERMITTED_OPTIONS,
  }));
  return { ref: shape.table, key: ['code'], fields };
}

function columnOf({ fields }: TableShape, name: string) {
  return must(
    fields.find((field) => field.name === name),
    `a column ${name}`,
  );
}
