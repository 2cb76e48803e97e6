import {
  type BatchContext,
  type BatchKind,
  editableRange,
  rangeOn,
  refuse,
  sheetOf,
} from './batch-context.ts';
import { parseUpdateMask, withMasked } from './field-mask.ts';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from './json.ts';
import { boundsOf } from './range-resolution.ts';
import { type ClosedBounds, gridRangeOf, overlaps, type Sheet } from './sheet.ts';
import type { GridRange, NamedRange, ProtectedRange } from './wire.ts';

const contains = (outer: ClosedBounds, inner: ClosedBounds): boolean =>
  outer.startRow <= inner.startRow &&
  outer.endRow >= inner.endRow &&
  outer.startColumn <= inner.startColumn &&
  outer.endColumn >= inner.endColumn;

/** Removes the merges inside the range; one that is only partly inside is an error. */
function dropMerges(context: BatchContext, sheet: Sheet, bounds: ClosedBounds): void {
  const meets = (merge: GridRange) => overlaps(sheet.boundsOf(merge), bounds);
  const touched = sheet.state.merges.filter(meets);
  if (touched.some((merge) => !contains(bounds, sheet.boundsOf(merge)))) {
    throw refuse(context, 'You must select all cells in a merged range to merge or unmerge them.');
  }
  sheet.state.merges = sheet.state.merges.filter((merge) => !meets(merge));
}

/** Merges all cells of the range, or each of its rows, or each of its columns. */
const mergeCells: BatchKind = (context, request) => {
  const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
  dropMerges(context, sheet, bounds);
  for (const part of mergedParts(bounds, textAt(request, 'mergeType') ?? 'MERGE_ALL')) {
    const isSingle = part.endRow - part.startRow === 1 && part.endColumn - part.startColumn === 1;
    if (isSingle) continue;
    sheet.state.merges = [...sheet.state.merges, gridRangeOf(sheet.id, part)];
    blankHidden(sheet, part);
  }
  return undefined;
};

function mergedParts(bounds: ClosedBounds, type: string): readonly ClosedBounds[] {
  const { startRow, endRow, startColumn, endColumn } = bounds;
  if (type === 'MERGE_ROWS') {
    return Array.from({ length: endRow - startRow }, (_, i) => ({
      ...bounds,
      startRow: startRow + i,
      endRow: startRow + i + 1,
    }));
  }
  if (type === 'MERGE_COLUMNS') {
    return Array.from({ length: endColumn - startColumn }, (_, i) => ({
      ...bounds,
      startColumn: startColumn + i,
      endColumn: startColumn + i + 1,
    }));
  }
  return [bounds];
}

/** Only the first cell of a merged range keeps its value. */
function blankHidden(sheet: Sheet, bounds: ClosedBounds): void {
  for (let row = bounds.startRow; row < bounds.endRow; row += 1) {
    for (let column = bounds.startColumn; column < bounds.endColumn; column += 1) {
      const isFirst = row === bounds.startRow && column === bounds.startColumn;
      const cell = sheet.grid.cell(row, column);
      if (isFirst || !cell) continue;
      const { userEnteredValue: _u, effectiveValue: _e, formattedValue: _f, ...kept } = cell;
      sheet.grid.setCell(row, column, kept);
    }
  }
}

const unmergeCells: BatchKind = (context, request) => {
  const { sheet, bounds } = editableRange(context, objectAt(request, 'range'));
  dropMerges(context, sheet, bounds);
  return undefined;
};

/** A range as a request gives it, checked and without the number of sheet 0. */
function storedRange(context: BatchContext, range: JsonObject): GridRange {
  const sheet = sheetOf(context, numberAt(range, 'sheetId'));
  rangeOn(context, range);
  const { sheetId: _, ...bounds } = range as GridRange;
  return { ...gridRangeOf(sheet.id, {}), ...bounds };
}

function assertName(context: BatchContext, name: string | undefined, ownId?: string): string {
  const isValid =
    /^[A-Za-z_][A-Za-z0-9_.]*$/.test(name ?? '') && !/^[A-Za-z]{1,3}\d+$/.test(name ?? '');
  if (name === undefined || !isValid) {
    throw refuse(context, `The name of the named range ("${name ?? ''}") is invalid.`);
  }
  const other = context.workbook.namedRange(name);
  if (other && other.namedRangeId !== ownId) {
    throw refuse(
      context,
      `Cannot add named range with name ${name}, a named range with that name already exists.`,
    );
  }
  return name;
}

const addNamedRange: BatchKind = (context, request) => {
  const given = objectAt(request, 'namedRange');
  const namedRange: NamedRange = {
    namedRangeId: textAt(given, 'namedRangeId') ?? String(context.ids.number()),
    name: assertName(context, textAt(given, 'name')),
    range: storedRange(context, objectAt(given, 'range')),
  };
  context.workbook.state.namedRanges = [...context.workbook.state.namedRanges, namedRange];
  return { namedRange: structuredClone(namedRange) };
};

function namedRangeById(context: BatchContext, id: string | undefined): NamedRange {
  const found = context.workbook.state.namedRanges.find((range) => range.namedRangeId === id);
  if (!found) throw refuse(context, `No named range with id: ${id ?? ''}`);
  return found;
}

const updateNamedRange: BatchKind = (context, request) => {
  const given = objectAt(request, 'namedRange');
  const found = namedRangeById(context, textAt(given, 'namedRangeId'));
  const mask = parseUpdateMask(request.fields, context.place);
  const changed = withMasked({ ...found }, given, mask);
  const updated: NamedRange = {
    namedRangeId: found.namedRangeId,
    name: assertName(context, textAt(changed, 'name'), found.namedRangeId),
    range: storedRange(context, objectAt(changed, 'range')),
  };
  const { state } = context.workbook;
  state.namedRanges = state.namedRanges.map((range) => (range === found ? updated : range));
  return undefined;
};

const deleteNamedRange: BatchKind = (context, request) => {
  const found = namedRangeById(context, textAt(request, 'namedRangeId'));
  const { state } = context.workbook;
  state.namedRanges = state.namedRanges.filter((range) => range !== found);
  return undefined;
};

/**
 * A protected range as it is kept: flags that are false are left out, and its maker may edit it.
 */
function protectedRangeOf(context: BatchContext, given: JsonObject, id: number): ProtectedRange {
  const { requestingUserCanEdit: _r, warningOnly, editors, range, ...more } = given;
  const { users, ...otherEditors } = isObject(editors) ? editors : {};
  const listed = Array.isArray(users) ? users.filter((user) => typeof user === 'string') : [];
  const withMaker = [...new Set([...listed, context.workbook.editor.email])];
  return {
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== '')),
    protectedRangeId: id,
    ...(isObject(range) ? { range: storedRange(context, range) } : {}),
    requestingUserCanEdit: true,
    ...(warningOnly === true
      ? { warningOnly: true }
      : { editors: { users: withMaker, ...nonEmpty(otherEditors) } }),
  };
}

const nonEmpty = (members: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** Where a protected range is kept: on the sheet of its range, or of its named range. */
function sheetOfProtection(context: BatchContext, given: JsonObject): Sheet {
  const name = textAt(given, 'namedRangeId');
  if (name !== undefined) return sheetOf(context, namedRangeById(context, name).range.sheetId);
  return sheetOf(context, numberAt(objectAt(given, 'range'), 'sheetId'));
}

/** The reply repeats the editors of the request, without the maker that the stored range adds. */
const addProtectedRange: BatchKind = (context, request) => {
  const given = objectAt(request, 'protectedRange');
  const sheet = sheetOfProtection(context, given);
  const id = numberAt(given, 'protectedRangeId') ?? context.ids.number();
  const stored = protectedRangeOf(context, given, id);
  sheet.state.protectedRanges = [...sheet.state.protectedRanges, stored];
  const isEchoed = isObject(given.editors) && stored.editors !== undefined;
  const editors = isEchoed ? { editors: nonEmpty(objectAt(given, 'editors')) } : {};
  return { protectedRange: { ...structuredClone(stored), ...editors } };
};

function findProtection(context: BatchContext, id: number | undefined) {
  for (const sheet of context.workbook.sheets) {
    const found = sheet.state.protectedRanges.find((range) => range.protectedRangeId === id);
    if (found) return { sheet, found };
  }
  throw refuse(context, `No protected range with id: ${id ?? 0}`);
}

const updateProtectedRange: BatchKind = (context, request) => {
  const given = objectAt(request, 'protectedRange');
  const { sheet, found } = findProtection(context, numberAt(given, 'protectedRangeId'));
  const mask = parseUpdateMask(request.fields, context.place);
  const changed = withMasked({ ...found }, given, mask);
  const updated = protectedRangeOf(context, changed, found.protectedRangeId);
  const { state } = sheet;
  state.protectedRanges = state.protectedRanges.map((range) => (range === found ? updated : range));
  return undefined;
};

const deleteProtectedRange: BatchKind = (context, request) => {
  const { sheet, found } = findProtection(context, numberAt(request, 'protectedRangeId'));
  const { state } = sheet;
  state.protectedRanges = state.protectedRanges.filter((range) => range !== found);
  return undefined;
};

const setBasicFilter: BatchKind = (context, request) => {
  const filter = objectAt(request, 'filter');
  const range = objectAt(filter, 'range');
  const sheet = sheetOf(context, numberAt(range, 'sheetId'));
  const closed = gridRangeOf(sheet.id, sheet.close(boundsOf(range as GridRange)));
  sheet.state.basicFilter = { ...filter, range: closed };
  return undefined;
};

const clearBasicFilter: BatchKind = (context, request) => {
  delete sheetOf(context, numberAt(request, 'sheetId')).state.basicFilter;
  return undefined;
};

export const RANGE_KINDS: Readonly<Record<string, BatchKind>> = {
  mergeCells,
  unmergeCells,
  addNamedRange,
  updateNamedRange,
  deleteNamedRange,
  addProtectedRange,
  updateProtectedRange,
  deleteProtectedRange,
  setBasicFilter,
  clearBasicFilter,
};
