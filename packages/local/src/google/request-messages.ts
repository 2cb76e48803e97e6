/**
 * The messages that requests are made of, one on a line: fields with their types. `s` is a text, `i` a 32-bit integer,
 * `d` a double, `b` a boolean, `*` what is not looked into, `!` what is taken as it is, with its nulls.
 */
const MESSAGES = `
AddDimensionGroupRequest range:DimensionRange
AddNamedRangeRequest namedRange:NamedRange
AddProtectedRangeRequest protectedRange:ProtectedRange
AddSheetRequest properties:SheetProperties
AddTableRequest table:Table
AppendCellsRequest fields:s rows:RowData[] sheetId:i tableId:s
AppendDimensionRequest dimension:Dimension length:i sheetId:i
AutoResizeDimensionsRequest dataSourceSheetDimensions:* dimensions:DimensionRange
BatchClearValuesByDataFilterRequest dataFilters:DataFilter[]
BatchClearValuesRequest ranges:s[]
BatchGetValuesByDataFilterRequest dataFilters:DataFilter[] dateTimeRenderOption:DateTimeRenderOption
   majorDimension:Dimension valueRenderOption:ValueRenderOption
BatchUpdateSpreadsheetRequest commentsViewMode:s includeSpreadsheetInResponse:b requests:Request[]
   responseIncludeGridData:b responseRanges:s[]
BatchUpdateValuesByDataFilterRequest data:DataFilterValueRange[] includeValuesInResponse:b
   responseDateTimeRenderOption:DateTimeRenderOption responseValueRenderOption:ValueRenderOption
   valueInputOption:ValueInputOption
BatchUpdateValuesRequest data:ValueRange[] includeValuesInResponse:b
   responseDateTimeRenderOption:DateTimeRenderOption responseValueRenderOption:ValueRenderOption
   valueInputOption:ValueInputOption
CellData chipRuns:*[] dataSourceFormula:* dataSourceTable:* dataValidation:* effectiveFormat:*
   effectiveValue:ExtendedValue formattedValue:s hyperlink:s note:s pivotTable:* textFormatRuns:*[]
   userEnteredFormat:* userEnteredValue:ExtendedValue
ClearBasicFilterRequest sheetId:i
CopyPasteRequest destination:GridRange pasteOrientation:PasteOrientation pasteType:PasteType source:GridRange
CopySheetToAnotherSpreadsheetRequest destinationSpreadsheetId:s
CreateDeveloperMetadataRequest developerMetadata:DeveloperMetadata
CutPasteRequest destination:GridCoordinate pasteType:PasteType source:GridRange
DataFilter a1Range:s developerMetadataLookup:DeveloperMetadataLookup gridRange:GridRange
DataFilterValueRange dataFilter:DataFilter majorDimension:Dimension values:!
DeleteDeveloperMetadataRequest dataFilter:DataFilter
DeleteDimensionGroupRequest range:DimensionRange
DeleteDimensionRequest range:DimensionRange
DeleteNamedRangeRequest namedRangeId:s
DeleteProtectedRangeRequest protectedRangeId:i
DeleteRangeRequest range:GridRange shiftDimension:Dimension
DeleteSheetRequest sheetId:i
DeleteTableRequest tableId:s
DeveloperMetadata location:DeveloperMetadataLocation metadataId:i metadataKey:s metadataValue:s
   visibility:DeveloperMetadataVisibility
DeveloperMetadataLocation dimensionRange:DimensionRange locationType:DeveloperMetadataLocationType sheetId:i
   spreadsheet:b
DeveloperMetadataLookup locationMatchingStrategy:DeveloperMetadataLocationMatchingStrategy
   locationType:DeveloperMetadataLocationType metadataId:i metadataKey:s
   metadataLocation:DeveloperMetadataLocation metadataValue:s visibility:DeveloperMetadataVisibility
DimensionGroup collapsed:b depth:i range:DimensionRange
DimensionProperties dataSourceColumnReference:* developerMetadata:DeveloperMetadata[] hiddenByFilter:b
   hiddenByUser:b pixelSize:i
DimensionRange dimension:Dimension endIndex:i sheetId:i startIndex:i
DuplicateSheetRequest insertSheetIndex:i newSheetId:i newSheetName:s sourceSheetId:i
Editors domainUsersCanEdit:b groups:s[] users:s[]
ErrorValue message:s type:s
ExtendedValue boolValue:b errorValue:ErrorValue formulaValue:s numberValue:d stringValue:s
GetSpreadsheetByDataFilterRequest commentsViewMode:s dataFilters:DataFilter[] excludeTablesInBandedRanges:b
   includeGridData:b
GridCoordinate columnIndex:i rowIndex:i sheetId:i
GridData columnMetadata:DimensionProperties[] rowData:RowData[] rowMetadata:DimensionProperties[] startColumn:i
   startRow:i
GridProperties columnCount:i columnGroupControlAfter:b frozenColumnCount:i frozenRowCount:i hideGridlines:b
   rowCount:i rowGroupControlAfter:b
GridRange endColumnIndex:i endRowIndex:i sheetId:i startColumnIndex:i startRowIndex:i
InsertDimensionRequest inheritFromBefore:b range:DimensionRange
InsertRangeRequest range:GridRange shiftDimension:Dimension
MergeCellsRequest mergeType:MergeType range:GridRange
MoveDimensionRequest destinationIndex:i source:DimensionRange
NamedRange name:s namedRangeId:s range:GridRange
ProtectedRange description:s editors:Editors namedRangeId:s protectedRangeId:i range:GridRange
   requestingUserCanEdit:b tableId:s unprotectedRanges:GridRange[] warningOnly:b
RepeatCellRequest cell:CellData fields:s range:GridRange
Request addBanding:* addChart:* addCommentReply:* addConditionalFormatRule:* addDataSource:*
   addDimensionGroup:AddDimensionGroupRequest addFilterView:* addNamedRange:AddNamedRangeRequest
   addProtectedRange:AddProtectedRangeRequest addSheet:AddSheetRequest addSlicer:* addTable:AddTableRequest
   appendCells:AppendCellsRequest appendDimension:AppendDimensionRequest autoFill:*
   autoResizeDimensions:AutoResizeDimensionsRequest cancelDataSourceRefresh:*
   clearBasicFilter:ClearBasicFilterRequest copyPaste:CopyPasteRequest
   createDeveloperMetadata:CreateDeveloperMetadataRequest cutPaste:CutPasteRequest deleteBanding:*
   deleteComment:* deleteCommentReply:* deleteConditionalFormatRule:* deleteDataSource:*
   deleteDeveloperMetadata:DeleteDeveloperMetadataRequest deleteDimension:DeleteDimensionRequest
   deleteDimensionGroup:DeleteDimensionGroupRequest deleteDuplicates:* deleteEmbeddedObject:* deleteFilterView:*
   deleteNamedRange:DeleteNamedRangeRequest deleteProtectedRange:DeleteProtectedRangeRequest
   deleteRange:DeleteRangeRequest deleteSheet:DeleteSheetRequest deleteTable:DeleteTableRequest
   duplicateFilterView:* duplicateSheet:DuplicateSheetRequest findReplace:* insertComment:*
   insertDimension:InsertDimensionRequest insertRange:InsertRangeRequest mergeCells:MergeCellsRequest
   moveDimension:MoveDimensionRequest pasteData:* randomizeRange:* refreshDataSource:*
   repeatCell:RepeatCellRequest setBasicFilter:SetBasicFilterRequest setDataValidation:SetDataValidationRequest
   sortRange:SortRangeRequest textToColumns:* trimWhitespace:* unmergeCells:UnmergeCellsRequest updateBanding:*
   updateBorders:* updateCells:UpdateCellsRequest updateChartSpec:* updateCommentPost:*
   updateConditionalFormatRule:* updateDataSource:* updateDeveloperMetadata:UpdateDeveloperMetadataRequest
   updateDimensionGroup:* updateDimensionProperties:UpdateDimensionPropertiesRequest
   updateEmbeddedObjectBorder:* updateEmbeddedObjectPosition:* updateFilterView:*
   updateNamedRange:UpdateNamedRangeRequest updateProtectedRange:UpdateProtectedRangeRequest
   updateSheetProperties:UpdateSheetPropertiesRequest updateSlicerSpec:*
   updateSpreadsheetProperties:UpdateSpreadsheetPropertiesRequest updateTable:UpdateTableRequest
RowData values:CellData[]
SearchDeveloperMetadataRequest dataFilters:DataFilter[]
SetBasicFilterRequest filter:*
SetDataValidationRequest filteredRowsIncluded:b range:GridRange rule:*
Sheet bandedRanges:*[] basicFilter:* charts:*[] columnGroups:DimensionGroup[] commentAnchors:*[]
   conditionalFormats:*[] data:GridData[] developerMetadata:DeveloperMetadata[] filterViews:*[]
   merges:GridRange[] properties:SheetProperties protectedRanges:ProtectedRange[] rowGroups:DimensionGroup[]
   slicers:*[] tables:Table[]
SheetProperties dataSourceSheetProperties:* gridProperties:GridProperties hidden:b index:i rightToLeft:b
   sheetId:i sheetType:SheetType tabColor:* tabColorStyle:* title:s
SortRangeRequest range:GridRange sortSpecs:SortSpec[]
SortSpec backgroundColor:* backgroundColorStyle:* dataSourceColumnReference:* dimensionIndex:i foregroundColor:*
   foregroundColorStyle:* sortOrder:SortOrder
Spreadsheet comments:*[] commentsViewMode:s dataSources:*[] dataSourceSchedules:*[]
   developerMetadata:DeveloperMetadata[] namedRanges:NamedRange[] properties:SpreadsheetProperties
   sheets:Sheet[] spreadsheetId:s spreadsheetUrl:s
SpreadsheetProperties autoRecalc:s defaultFormat:* importFunctionsExternalUrlAccessAllowed:b
   iterativeCalculationSettings:* locale:s spreadsheetTheme:* timeZone:s title:s
Table columnProperties:TableColumnProperties[] name:s range:GridRange rowsProperties:* tableId:s
TableColumnProperties columnIndex:i columnName:s columnType:s dataValidationRule:*
UnmergeCellsRequest range:GridRange
UpdateCellsRequest fields:s range:GridRange rows:RowData[] start:GridCoordinate
UpdateDeveloperMetadataRequest dataFilters:DataFilter[] developerMetadata:DeveloperMetadata fields:s
UpdateDimensionPropertiesRequest dataSourceSheetRange:* fields:s properties:DimensionProperties
   range:DimensionRange
UpdateNamedRangeRequest fields:s namedRange:NamedRange
UpdateProtectedRangeRequest fields:s protectedRange:ProtectedRange
UpdateSheetPropertiesRequest fields:s properties:SheetProperties
UpdateSpreadsheetPropertiesRequest fields:s properties:SpreadsheetProperties
UpdateTableRequest fields:s table:Table
ValueRange majorDimension:Dimension range:s values:!
`;

/** Values of an enumeration in the order of their numbers. */
const ENUMS: Readonly<Record<string, string>> = {
  Dimension: 'DIMENSION_UNSPECIFIED ROWS COLUMNS',
  ValueRenderOption: 'FORMATTED_VALUE UNFORMATTED_VALUE FORMULA',
  DateTimeRenderOption: 'SERIAL_NUMBER FORMATTED_STRING',
  ValueInputOption: 'INPUT_VALUE_OPTION_UNSPECIFIED RAW USER_ENTERED',
  InsertDataOption: 'OVERWRITE INSERT_ROWS',
  MergeType: 'MERGE_ALL MERGE_COLUMNS MERGE_ROWS',
  PasteType:
    'PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA PASTE_DATA_VALIDATION PASTE_CONDITIONAL_FORMATTING',
  PasteOrientation: 'NORMAL TRANSPOSE',
  SortOrder: 'SORT_ORDER_UNSPECIFIED ASCENDING DESCENDING',
  SheetType: 'SHEET_TYPE_UNSPECIFIED GRID OBJECT DATA_SOURCE',
  DeveloperMetadataLocationType:
    'DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED ROW COLUMN SHEET SPREADSHEET',
  DeveloperMetadataLocationMatchingStrategy:
    'DEVELOPER_METADATA_LOCATION_MATCHING_STRATEGY_UNSPECIFIED EXACT_LOCATION INTERSECTING_LOCATION',
  DeveloperMetadataVisibility: 'DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED DOCUMENT PROJECT',
};

/** Groups of fields of which a message has one. */
const ONEOFS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DataFilter: { filter: 'a1Range developerMetadataLookup gridRange' },
  DeveloperMetadataLocation: { location: 'spreadsheet sheetId dimensionRange' },
};

/** Fields whose value the service keeps in a message of its own, so that its place ends in `.value`. */
const WRAPPED = new Set(
  'GridRange.startRowIndex GridRange.endRowIndex GridRange.startColumnIndex GridRange.endColumnIndex DimensionRange.startIndex DimensionRange.endIndex DeveloperMetadataLookup.metadataId DeveloperMetadataLookup.metadataKey DeveloperMetadataLookup.metadataValue'.split(
    ' ',
  ),
);

export interface Field {
  /** As JSON has it, and as messages and places have it. */
  readonly name: string;
  readonly protoName: string;
  readonly type: string;
  readonly isRepeated: boolean;
  readonly isWrapped: boolean;
  readonly oneof: string | undefined;
}

export type Message = ReadonlyMap<string, Field>;

const protoName = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function oneofOf(message: string, field: string): string | undefined {
  if (message === 'Request') return 'kind';
  const groups = Object.entries(ONEOFS[message] ?? {});
  return groups.find(([, names]) => names.split(' ').includes(field))?.[0];
}

/** Fields from their spelling, findable by either name. */
export function parseFields(message: string, text: string): Message {
  const fields = new Map<string, Field>();
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const [name = '', type = ''] = word.split(':');
    const field: Field = {
      name,
      protoName: protoName(name),
      type: type.replace('[]', ''),
      isRepeated: type.endsWith('[]'),
      isWrapped: WRAPPED.has(`${message}.${name}`),
      oneof: oneofOf(message, name),
    };
    fields.set(name, field);
    fields.set(field.protoName, field);
  }
  return fields;
}

function parseMessages(): ReadonlyMap<string, Message> {
  const parsed = new Map<string, Message>();
  for (const line of MESSAGES.trim().split(/\n(?! )/)) {
    const [name = ''] = line.split(' ');
    parsed.set(name, parseFields(name, line.slice(name.length)));
  }
  return parsed;
}

const PARSED = parseMessages();

/** The fields of a message; `undefined` for what is none, such as an enumeration. */
export const messageOf = (type: string): Message | undefined => PARSED.get(type);

/** The values of an enumeration; `undefined` for what is none. */
export const enumOf = (type: string): readonly string[] | undefined =>
  Object.hasOwn(ENUMS, type) ? ENUMS[type]?.split(' ') : undefined;
