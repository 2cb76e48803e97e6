import type { SystemName } from '../model/system.ts';
import type { SystemDefinition } from './adapter.ts';
import { notionDefinition } from './notion/notion-definition.ts';
import { postgresDefinition } from './postgres/postgres-definition.ts';
import { sheetsDefinition } from './sheets/sheets-definition.ts';

/** The only list of systems. Its order is the order in which a plan is applied. */
export const catalogue: Readonly<Record<SystemName, SystemDefinition>> = {
  notion: notionDefinition,
  postgres: postgresDefinition,
  sheets: sheetsDefinition,
};
