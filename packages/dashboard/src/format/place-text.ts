import type { Binding } from '../api/contract.ts';

const SYSTEM_TITLES: Readonly<Record<Binding['system'], string>> = {
  notion: 'Notion',
  postgres: 'PostgreSQL',
  sheets: 'Google Sheets',
};

/** The name by which people know a system. */
export function systemTitle(system: Binding['system']): string {
  return SYSTEM_TITLES[system];
}

/** A binding with its system: `Notion`, or `Notion (contacts)` when its name says more. */
export function bindingTitle({ name, system }: Pick<Binding, 'name' | 'system'>): string {
  return name === system ? systemTitle(system) : `${systemTitle(system)} (${name})`;
}

const PART_NAMES: Readonly<Record<string, string>> = {
  dataSourceId: 'data source',
  spreadsheetId: 'spreadsheet',
  sheetId: 'sheet',
};

/** Where a table is, in the words of its system. */
export function placeText(table: Binding['table']): string {
  const { schema, name } = table;
  if (schema !== undefined && name !== undefined) return `${schema}.${name}`;
  return Object.entries(table)
    .map(([part, value]) => `${PART_NAMES[part] ?? part} ${value}`)
    .join(', ');
}
