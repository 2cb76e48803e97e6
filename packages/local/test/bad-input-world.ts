import { generateKeyPairSync } from 'node:crypto';
import type { StackInfo } from '../src/stack/stack-info.ts';
import { item } from './item.ts';
import { createItemTables, type ItemTables } from './item-tables.ts';
import { credentialsOf, type RegistryChanges, registryOfItems } from './items-registry.ts';
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

export async function buildWorld(outsider: Outsider): Promise<BadInputWorld> {
  const tables = await createItemTables(outsider);
  const items = Array.from({ length: 12 }, (_, i) => item(`C${i}`, `Item ${i}`, { kind: 'tool' }));
  await addToNotion(outsider, tables.notion, items);
  const world = {
    tables,
    registryId: '',
    good: await connectAll(outsider, 'good', credentialsOf(outsider.stack)),
    wrong: await connectAll(outsider, 'wrong', refusedCredentials(outsider.stack)),
    duplicateHeader: await makeDuplicateHeader(outsider),
  };
  const { body } = await outsider.api('POST', '/registries', registryRequest(world));
  const first = await runToEnd(outsider, body.id, { kind: 'sync' });
  if (first.status !== 'succeeded') throw new Error(JSON.stringify(first));
  return { ...world, registryId: body.id };
}

/** A request for a registry that is good but for the changes. */
export function registryRequest(world: BadInputWorld, ...[changes, bindings]: RegistryChanges) {
  const safety = { maxInvalidPercent: 50 };
  return registryOfItems(world.good, world.tables, { safety, ...changes }, bindings);
}

function refusedCredentials(stack: StackInfo): ReturnType<typeof credentialsOf> {
  const { postgres, sheets } = credentialsOf(stack);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    notion: { kind: 'token', token: 'ntn_revoked' },
    postgres: { ...postgres, url: postgres.url.replace(/:[^:@/]+@/, ':wrong@') },
    sheets: { ...sheets, key: { ...sheets.key, private_key: pem } },
  };
}

async function connectAll(
  { api }: Outsider,
  prefix: string,
  credentials: ReturnType<typeof credentialsOf>,
): Promise<ConnectionIds> {
  const connect = async (system: keyof ItemTables): Promise<string> => {
    const request = { name: `${prefix} ${system}`, system, credential: credentials[system] };
    return (await api('POST', '/connections', request)).body.id;
  };
  return {
    notion: await connect('notion'),
    postgres: await connect('postgres'),
    sheets: await connect('sheets'),
  };
}

async function makeDuplicateHeader({ sheets }: Outsider): Promise<SheetItems> {
  const book = await sheets('POST', '/v4/spreadsheets', { properties: { title: 'Two' } });
  const { spreadsheetId } = book;
  const path = `/v4/spreadsheets/${spreadsheetId}/values/A1?valueInputOption=RAW`;
  await sheets('PUT', path, { values: [['Item No.', 'Title', 'Title']] });
  return { spreadsheetId, sheetId: book.sheets[0].properties.sheetId };
}
