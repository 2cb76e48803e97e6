import { must } from '../../errors/assert.ts';
import { findAlike } from './find-alike.ts';
import type { Component } from './in-dependency-order.ts';
import { type OpenTable, showRow } from './open-table.ts';
import { orHalves } from './or-halves.ts';
import { fieldsOf, type PreparedWrite } from './prepare-write.ts';
import { done, matchByKey, runGroup, type WriteResult, type WriteResults } from './run-group.ts';
import { writeStatements } from './run-statements.ts';
import type { SqlClient, SqlStatement, SqlText } from './sql-client.ts';
import { deleteStatement, insertStatement, updateStatement } from './write-statements.ts';

type Unit = Component<PreparedWrite>;
type Group = readonly PreparedWrite[];

/**
 * Runs creates, updates or deletes of rows that refer to each other, in one transaction. Postgres checks the links of a
 * statement at its end, so that whatever one statement writes may refer to all of it, in a circle too.
 */
export async function runTogether(
  client: SqlClient,
  table: OpenTable,
  units: readonly Unit[],
): Promise<WriteResults> {
  if (units.length === 0) return new Map();
  return orHalves(units, {
    run: (part) => runUnits(client, table, part),
    refused: async ({ members }, refusal) => {
      const [only] = members;
      if (only !== undefined && members.length === 1) {
        return new Map([[only.write.id, { status: 'refused', refusal }]]);
      }
      const results = new Map<string, WriteResult>();
      for (const member of members) {
        for (const [id, result] of await runGroup(client, table, [member])) results.set(id, result);
      }
      return results;
    },
    alike: async (part, refusal) => {
      const writes = part.flatMap(({ members }) => members);
      const alike = await findAlike(client, table, writes, refusal);
      return new Set(part.filter(({ members }) => members.some((item) => alike.has(item))));
    },
  });
}

async function runUnits(
  client: SqlClient,
  table: OpenTable,
  units: readonly Unit[],
): Promise<WriteResults> {
  const parts = partsOf(table, units);
  const statements = parts.map((groups) => combined(table, groups));
  const answers = await writeStatements(client, statements);
  const results = new Map<string, WriteResult>();
  for (const [p, groups] of parts.entries()) {
    const rows = Map.groupBy(answers[p]?.rows ?? [], ([branch]) => Number(branch));
    for (const [branch, group] of groups.entries()) {
      const found = resultsOf(table, group, rows.get(branch) ?? []);
      for (const [id, result] of found) results.set(id, result);
    }
  }
  return results;
}

/** The groups of each statement. Where triggers may change a key, each row is a group, which tells what became of it. */
function partsOf(
  table: OpenTable,
  units: readonly Unit[],
): readonly (readonly [Group, ...Group[]])[] {
  const isCreate = units[0]?.members[0]?.write.kind === 'create';
  const parts =
    isCreate && table.catalogue.insertTriggers
      ? units.map(({ members }) => members.map((member) => [member]))
      : [
          [
            ...Map.groupBy(
              units.flatMap(({ members }) => members),
              fieldsOf,
            ).values(),
          ],
        ];
  return parts.map(([first, ...others]) => [must(first, 'a unit has a member'), ...others]);
}

function combined(table: OpenTable, groups: readonly Group[]): SqlStatement {
  const { canSkipClashes } = table.catalogue;
  const statements = groups.map((group, i) => {
    const kind = group[0]?.write.kind;
    if (kind === 'create') return insertStatement(table, group, canSkipClashes, i + 1);
    return (kind === 'update' ? updateStatement : deleteStatement)(table, group, i + 1);
  });
  const parts = statements.map(({ text }, i) => `w${i} AS (${text})`);
  const answers = statements.map((_, i) => `SELECT ${i}, w${i}.* FROM w${i}`);
  return {
    text: `WITH ${parts.join(', ')} ${answers.join(' UNION ALL ')}`,
    params: statements.flatMap(({ params }) => params),
  };
}

function resultsOf(
  table: OpenTable,
  group: Group,
  rows: readonly (readonly SqlText[])[],
): WriteResults {
  const kind = group[0]?.write.kind;
  if (kind !== 'create') {
    const shownOf = (row: readonly SqlText[]) =>
      kind === 'update' ? showRow(table, row, 2) : null;
    return new Map(rows.flatMap((row) => resultOf(group[Number(row[1])], done(shownOf(row)))));
  }
  const shown = rows.map((row) => showRow(table, row, 1));
  const [first] = shown;
  if (group.length > 1) return matchByKey(table, group, shown);
  return new Map(first === undefined ? [] : resultOf(group[0], done(first)));
}

function resultOf(item: PreparedWrite | undefined, result: WriteResult) {
  return item === undefined ? [] : [[item.write.id, result] as const];
}
