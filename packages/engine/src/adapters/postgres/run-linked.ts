import { must } from '../../errors/assert.ts';
import { arriveStatement, type Detour, parkStatement } from './detour-statements.ts';
import type { LinkedUnit } from './link-updates.ts';
import { type OpenTable, showRow } from './open-table.ts';
import { orHalves } from './or-halves.ts';
import { parkingValue } from './parking-value.ts';
import { StatementRefused } from './postgres-errors.ts';
import { fieldsOf, type PreparedWrite } from './prepare-write.ts';
import { runGroup, type WriteResult, type WriteResults } from './run-group.ts';
import { writeStatements } from './run-statements.ts';
import type { SqlClient, SqlStatement, SqlText } from './sql-client.ts';
import { updateStatement } from './write-statements.ts';

/** A statement and the writes that the index in its first column means. */
interface Part {
  readonly statement: SqlStatement;
  readonly writes: readonly PreparedWrite[];
}

/**
 * Runs updates that exchange unique values, in one transaction: each after those that give up what it takes,
 * and circles by way of values in between. A circle is done whole or not at all: where Postgres refuses it,
 * its rows are tried one by one, which says of each what stands in its way.
 */
export async function runLinked(
  client: SqlClient,
  table: OpenTable,
  units: readonly LinkedUnit[],
): Promise<WriteResults> {
  if (units.length === 0) return new Map();
  return orHalves(units, {
    run: (part) => runInOrder(client, table, part),
    refused: async (unit, refusal) => {
      const [only] = unit.writes;
      if (only !== undefined && unit.writes.length === 1) {
        return new Map([[only.write.id, { status: 'refused', refusal }]]);
      }
      const results = new Map<string, WriteResult>();
      for (const write of unit.writes) {
        for (const [id, result] of await runGroup(client, table, [write])) results.set(id, result);
      }
      return results;
    },
  });
}

async function runInOrder(
  client: SqlClient,
  table: OpenTable,
  units: readonly LinkedUnit[],
): Promise<WriteResults> {
  const parts = [...Map.groupBy(units, ({ depth }) => depth).values()].flatMap((layer) =>
    partsOf(table, layer),
  );
  const results = await writeStatements(
    client,
    parts.map(({ statement }) => statement),
  );
  return new Map(
    parts.flatMap(({ writes }, i) =>
      (results[i]?.rows ?? []).flatMap((row) => {
        const write = writes[Number(row[0])];
        return write === undefined
          ? []
          : [[write.write.id, { status: 'done', row: showRow(table, row, 1) }] as const];
      }),
    ),
  );
}

/** Statements for units that do not need each other. */
function partsOf(table: OpenTable, layer: readonly LinkedUnit[]): readonly Part[] {
  const single = layer.filter(({ circling }) => circling.size === 0).flatMap((unit) => unit.writes);
  const parts: Part[] = [...Map.groupBy(single, fieldsOf).values()].map((writes) => ({
    statement: updateStatement(table, writes),
    writes,
  }));
  const detours = layer
    .filter(({ circling }) => circling.size > 0)
    .flatMap((unit) => unit.writes.map((write) => detourOf(table, unit, write)));
  const groups = [
    ...Map.groupBy(detours, ({ write, parked }) =>
      JSON.stringify([fieldsOf(write), ...parked.keys()]),
    ).values(),
  ];
  return [
    ...parts,
    ...groups.map((group) => ({ statement: parkStatement(table, group), writes: [] })),
    ...groups.map((group) => ({
      statement: arriveStatement(table, group),
      writes: group.map(({ write }) => write),
    })),
  ];
}

/** @throws StatementRefused when a column has no value to wait at, before anything is sent. */
function detourOf(table: OpenTable, unit: LinkedUnit, write: PreparedWrite): Detour {
  const parked = new Map<string, SqlText>();
  for (const { field } of write.cells) {
    const { column } = field;
    if (!unit.circling.has(column.name)) continue;
    const value = parkingValue(table, column, write.write.id);
    if (value === undefined) throw noDetour(table, column.name);
    parked.set(column.name, value);
  }
  return { write, parked };
}

function noDetour(table: OpenTable, column: string): StatementRefused {
  const unique = must(
    table.catalogue.uniques.find(({ columns }) => columns.includes(column)),
    'only unique columns circle',
  );
  const message = 'no value in between';
  return new StatementRefused({ code: '23505', message, constraint: unique.name }, 'UNIQUE_CLASH');
}
