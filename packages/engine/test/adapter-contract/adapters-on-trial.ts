import type { AdapterCapabilities } from '../../src/adapters/adapter.ts';
import { catalogue } from '../../src/adapters/catalogue.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';

const { notion, postgres, sheets } = catalogue;

/**
 * The adapters that the contract is tried on, with what they declare. Systems in memory stand in for real ones in
 * scenarios and in the simulation, so that they are held to it with the capabilities of each.
 */
export const ADAPTERS_ON_TRIAL = {
  memory: memoryDefinition('postgres', []).capabilities,
  'memory as notion': notion.capabilities,
  'memory as sheets': sheets.capabilities,
  notion: notion.capabilities,
  sheets: sheets.capabilities,
  'postgres neon/pglite': postgres.capabilities,
  'postgres neon/real': postgres.capabilities,
  'postgres pg/pglite': postgres.capabilities,
  'postgres pg/real': postgres.capabilities,
} satisfies Readonly<Record<string, AdapterCapabilities>>;

export type AdapterName = keyof typeof ADAPTERS_ON_TRIAL;
