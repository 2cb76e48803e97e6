import { type FieldMask, parseFieldMask } from './field-mask.ts';
import { invalidFields, parseSpreadsheetMask } from './spreadsheet-fields.ts';

const UPDATE = 'spreadsheetId updatedRange updatedRows updatedColumns updatedCells updatedData';
const TOTALS =
  'spreadsheetId totalUpdatedRows totalUpdatedColumns totalUpdatedCells totalUpdatedSheets responses';

/** The fields of the answers of Sheets that are no spreadsheets, by how their paths end. */
const ANSWERS: readonly (readonly [end: string, fields: string])[] = [
  [':append', 'spreadsheetId tableRange updates'],
  [':clear', 'spreadsheetId clearedRange'],
  ['values:batchGet', 'spreadsheetId valueRanges'],
  ['values:batchGetByDataFilter', 'spreadsheetId valueRanges'],
  ['values:batchUpdate', TOTALS],
  ['values:batchUpdateByDataFilter', TOTALS],
  ['values:batchClear', 'spreadsheetId clearedRanges'],
  ['values:batchClearByDataFilter', 'spreadsheetId clearedRanges'],
  ['developerMetadata:search', 'matchedDeveloperMetadata'],
  ['/{metadataId}', 'metadataId metadataKey metadataValue location visibility'],
  [':batchUpdate', 'spreadsheetId replies updatedSpreadsheet'],
  [
    ':copyTo',
    'sheetId title index sheetType gridProperties hidden tabColor tabColorStyle rightToLeft dataSourceSheetProperties',
  ],
  ['/{range}', `range majorDimension values ${UPDATE}`],
];

/**
 * The mask of an answer of Sheets, from its `fields`. Fails as the service does on a field that the
 * answer does not have; a space is part of a name.
 */
export function answerMask(template: string, fields: string): FieldMask {
  if (fields === '') return true;
  const spaced = fields.split(/[,()]/).find((path) => /\s/.test(path));
  if (spaced !== undefined) throw invalidFields(spaced);
  const known = ANSWERS.find(([end]) => template.endsWith(end))?.[1];
  if (known === undefined) return parseSpreadsheetMask(fields) ?? true;
  const mask = parseFieldMask(fields);
  if (!mask) throw invalidFields(fields);
  const names = known.split(' ');
  const foreign =
    mask === true ? undefined : [...mask.keys()].find((name) => !names.includes(name));
  if (foreign !== undefined) throw invalidFields(foreign);
  return mask;
}
