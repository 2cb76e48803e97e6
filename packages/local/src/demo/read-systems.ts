import type { Country } from './countries.ts';
import { COUNTRY_FIELDS } from './countries.ts';
import type { DemoSystems } from './demo-systems.ts';
import { readSheet, tableOf } from './edit-systems.ts';
import type { DemoRegistry } from './set-up-registry.ts';

/** All rows of one system as text by field, by code; read through the system's own API, not through ChittySync. */
export type Contents = ReadonlyMap<string, Readonly<Record<keyof Country, string>>>;

export interface AllContents {
  readonly notion: Contents;
  readonly postgres: Contents;
  readonly sheets: Contents;
}

export async function readSystems(
  systems: DemoSystems,
  registry: DemoRegistry,
): Promise<AllContents> {
  return {
    notion: await readNotion(systems, registry),
    postgres: byCode(await systems.sql(`select * from ${tableOf(registry)}`)),
    sheets: await readSheetRows(systems, registry),
  };
}

/** Cells in which the systems differ, each as `code field: notion | postgres | sheets`; `except` are known. */
export function findDifferences(
  { notion, postgres, sheets }: AllContents,
  except: readonly string[] = [],
): readonly string[] {
  const codes = new Set([...notion.keys(), ...postgres.keys(), ...sheets.keys()]);
  const differences: string[] = [];
  for (const code of [...codes].sort()) {
    for (const field of COUNTRY_FIELDS) {
      const shown = [notion, postgres, sheets].map((rows) => rows.get(code)?.[field] ?? '(no row)');
      if (new Set(shown).size > 1 && !except.includes(`${code} ${field}`)) {
        differences.push(`${code} ${field}: ${shown.join(' | ')}`);
      }
    }
  }
  return differences;
}

async function readNotion({ notion }: DemoSystems, { dataSourceId }: DemoRegistry) {
  const rows: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const page = await notion.dataSources.query({
      data_source_id: dataSourceId,
      ...(cursor === undefined ? {} : { start_cursor: cursor }),
    });
    for (const result of page.results) {
      if ('properties' in result) rows.push(plainProperties(result.properties));
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return byCode(rows);
}

function plainProperties(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, plainValue(property)]),
  );
}

function plainValue(property: unknown): unknown {
  const { type, ...values } = property as { type: string } & Record<string, unknown>;
  const value = values[type];
  if (Array.isArray(value)) return value.map((part) => part.plain_text).join('');
  if (typeof value === 'object' && value !== null && 'name' in value) return value.name;
  return value;
}

async function readSheetRows(systems: DemoSystems, registry: DemoRegistry) {
  const { cells } = await readSheet(systems, registry);
  const [header = [], ...rows] = cells;
  return byCode(
    rows.map((row) => Object.fromEntries(header.map((name, i) => [String(name), row[i]]))),
  );
}

function byCode(rows: readonly Readonly<Record<string, unknown>>[]): Contents {
  return new Map(
    rows.map((row) => {
      const cells = COUNTRY_FIELDS.map((field) => [field, String(row[field] ?? '')]);
      return [String(row.code), Object.fromEntries(cells)];
    }),
  );
}
