import { must } from '../../errors/assert.ts';
import type { SystemDefinition } from '../adapter.ts';
import { sheetsCodec } from './codec.ts';
import { columnTraits } from './column-traits.ts';
import { parseSheetRef } from './sheet-ref.ts';
import { createSheetsAdapter } from './sheets-adapter.ts';
import { sheetsCapabilities } from './sheets-capabilities.ts';

/** Google Sheets: a table is one tab of a spreadsheet, a row is known by its key columns. */
export const sheetsDefinition: SystemDefinition = {
  system: 'sheets',
  capabilities: sheetsCapabilities,
  credentialKinds: ['serviceAccount'],
  parseTableRef: parseSheetRef,
  placeOf(ref) {
    const { spreadsheetId, sheetId } = must(parseSheetRef(ref), 'a ref of Google Sheets');
    return `sheets:${spreadsheetId}/${sheetId}`;
  },
  codec: sheetsCodec,
  traits: columnTraits,
  open: createSheetsAdapter,
};
