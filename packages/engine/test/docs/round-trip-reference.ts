import { catalogue } from '../../src/adapters/catalogue.ts';
import { must } from '../../src/errors/assert.ts';
import { parseCell } from '../../src/model/cell.ts';
import { CELL_TYPES, type CellType } from '../../src/model/cell-type.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { CREATED_COLUMNS, NATIVE_COLUMNS } from './round-trip-columns.ts';
import { SAMPLES } from './round-trip-samples.ts';
import { cellText, tripsThrough, verdictOf } from './round-trips.ts';

/** The text of `docs/round-trip.md`. */
export function roundTripReference(): string {
  return `# What comes back from each system

Written by \`node packages/engine/test/docs/write-round-trip.ts\`: every sample goes through the codec of a column and is read
again, as a sync does it. A test compares the two, so edit the samples (\`round-trip-samples.ts\` beside it) or the codecs and run it
again. Samples that are not named in a verdict come back equal.

- \`lossless\`: every sample comes back equal.
- \`lossy\`: it is written, and comes back as the cell after the arrow. A sync knows what the column shows of a cell and does not
  take that for an edit.
- \`refused\`: it is not written; the column keeps what it has, and the run reports a problem with that rule.

Equal means the same cell: \`1.50\` and \`1.5\` are one decimal, an instant is one in every offset, the options of a set have no
order, and empty text is EMPTY. Through the columns that ChittySync creates every sample is also sent in earnest, to PGlite and to
the emulators of Notion and Google, and shows the same (\`round-trip.test.ts\`, \`round-trip.pg.test.ts\`). What a codec cannot know is not in these tables: triggers, CHECK constraints, and what a system
does against its documentation, which the reading back of every write finds out.

## In the columns that ChittySync creates

| cell type | ${SYSTEM_NAMES.join(' | ')} |
| --- | ${SYSTEM_NAMES.map(() => '---').join(' | ')} |
${CELL_TYPES.map(createdRow).join('\n')}

${CELL_TYPES.map(section).join('\n\n')}
`;
}

function createdRow(cellType: CellType): string {
  const cells = SYSTEM_NAMES.map((system) => {
    const nativeType = CREATED_COLUMNS[system][cellType];
    const column = NATIVE_COLUMNS[system].find((each) => each.nativeType === nativeType);
    const trips = tripsThrough(catalogue[system], must(column, 'a column'), cellType);
    return `\`${nativeType.split('@')[0]}\`: ${verdictOf(must(trips, 'a column that fits'))}`;
  });
  return `| ${cellType} | ${cells.join(' | ')} |`;
}

function section(cellType: CellType): string {
  return `## ${cellType}

| system | columns | verdict |
| --- | --- | --- |
${SYSTEM_NAMES.flatMap((system) => columnRows(system, cellType)).join('\n')}

${sampleList(cellType)}`;
}

/** One row for all columns of a system that treat the samples alike. */
function columnRows(system: SystemName, cellType: CellType): string[] {
  const verdicts = new Map<string, string[]>();
  for (const column of NATIVE_COLUMNS[system]) {
    const trips = tripsThrough(catalogue[system], column, cellType);
    if (trips === null) continue;
    const verdict = verdictOf(trips);
    verdicts.set(verdict, [...(verdicts.get(verdict) ?? []), column.nativeType]);
  }
  return [...verdicts].map(
    ([verdict, types]) => `| ${system} | ${columnNames(system, types)} | ${verdict} |`,
  );
}

/** All kinds of a sheet's columns are one where they do not differ. */
function columnNames(system: SystemName, types: readonly string[]): string {
  if (types.length === NATIVE_COLUMNS[system].length) return 'every column';
  const zones = Map.groupBy(types, (type) => type.split('@')[1]);
  const kinds = new Set(NATIVE_COLUMNS[system].map(({ nativeType }) => nativeType.split('@')[0]));
  const names = [...zones].flatMap(([zone, group]) =>
    zone !== undefined && group.length === kinds.size ? [`every column@${zone}`] : group,
  );
  return names.map((name) => `\`${name}\``).join(', ');
}

/** The names of the samples, with what they are as cells where the names do not say it. */
function sampleList(cellType: CellType): string {
  const samples = SAMPLES[cellType].map(({ name, value }) => {
    const parsed = parseCell(cellType, value);
    if (!parsed.ok) return `${name} (no cell: refused as input)`;
    const isCalledThat = name === `\`${parsed.cell}\`` || (parsed.cell === null && value === null);
    const isLong = / (characters|options)$/.test(name);
    return isCalledThat || isLong ? name : `${name} (${cellText(parsed.cell)})`;
  });
  return `Samples: ${samples.join(', ')}.`;
}
