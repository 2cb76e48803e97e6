import { generateKeyPairSync } from 'node:crypto';
import { ITEM_SCHEMA, item } from './item.ts';
import { createItemTables, ITEM_FIELD_MAPS, type ItemTables } from './item-tables.ts';
import { addToNotion } from './notion-items.ts';
import { type Outsider, runToEnd } from './outsider.ts';
import type { SheetItems } from './sheet-items.ts';

type ConnectionIds = Readonly<Record<keyof ItemTables, string>>;

/** A registry of twelve items that is in order, and around it what bad requests refer to. */
export interface BadInputWorld {
  readonly tables: ItemTables;
  readonly registryId: string;
  readonly good: ConnectionIds;
  /** Connections whose credentials have the right form, and are refused. */
  readonly wrong: ConnectionIds;
  /** A tab with the same header twice. */
  readonly duplicateHeader: SheetItems;
}

export type RegistryChanges = readonly [
  changes?: Readonly<Record<string, unknown>>,
  bindings?: { readonly [system in keyof ItemTables]?: Readonly<Record<string, unknown>> },
];

export async function buildWorld(outsider: Outsider): Promise<BadInputWorld> {
  const { notion, google, postgres } = outsider.stack;
  const tables = await createItemTables(outsider);
  const items = Array.from({ length: 12 }, (_, i) => item(`C${i}`, `Item ${i}`, { kind: 'tool' }));
  await addToNotion(outsider, tables.notion, items);
  const key = google.serviceAccount;
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const otherPem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
  const world = {
    tables,
    registryId: '',
    good: await connectAll(outsider, 'good', [notion.token, postgres.url, key]),
    wrong: await connectAll(outsider, 'wrong', [
      'ntn_revoked',
      postgres.url.replace(/:[^:@/]+@/, ':wrong@'),
      { ...key, private_key: otherPem },
    ]),
    duplicateHeader: await makeDuplicateHeader(outsider),
  };
  const { body } = await outsider.api('POST', '/registries', registryRequest(world));
  const first = await runToEnd(outsider, body.id, { kind: 'sync' });
  if (first.status !== 'succeeded') throw new Error(JSON.stringify(first));
  return { ...world, registryId: body.id };
}

/** A request for a registry that is good but for the changes. */
export function registryRequest(world: BadInputWorld, ...[changes, bindings]: RegistryChanges) {
  const systems = ['notion', 'postgres', 'sheets'] as const;
  return {
    name: 'Items',
    schema: ITEM_SCHEMA,
    key: ['code'],
    bindings: systems.map((system) => ({
      name: system,
      connectionId: world.good[system],
      table: world.tables[system],
      fields: ITEM_FIELD_MAPS[system],
      ...bindings?.[system],
    })),
    safety: { maxInvalidPercent: 50 },
    ...changes,
  };
}

async function connectAll(
  { api }: Outsider,
  prefix: string,
  [token, url, key]: readonly [string, string, object],
): Promise<ConnectionIds> {
  const connect = async (system: string, credential: object): Promise<string> => {
    const request = { name: `${prefix} ${system}`, system, credential };
    return (await api('POST', '/connections', request)).body.id;
  };
  return {
    notion: await connect('notion', { kind: 'token', token }),
    postgres: await connect('postgres', { kind: 'url', url }),
    sheets: await connect('sheets', { kind: 'serviceAccount', key }),
  };
}

async function makeDuplicateHeader({ sheets }: Outsider): Promise<SheetItems> {
  const book = await sheets('POST', '/v4/spreadsheets', { properties: { title: 'Two' } });
  const { spreadsheetId } = book;
  const path = `/v4/spreadsheets/${spreadsheetId}/values/A1?valueInputOption=RAW`;
  await sheets('PUT', path, { values: [['Item No.', 'Title', 'Title']] });
  return { spreadsheetId, sheetId: book.sheets[0].properties.sheetId };
}
