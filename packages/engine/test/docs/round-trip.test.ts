import { expect, it } from 'vitest';
import { notionDefinition } from '../../src/adapters/notion/notion-definition.ts';
import { startWorkspace } from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { sheetsDefinition } from '../../src/adapters/sheets/sheets-definition.ts';
import { startWorkbench } from '../../src/adapters/sheets/sheets-workbench.ts';
import { nativeTypesOf } from './native-types-of.ts';
import { createRelatedTable } from './related-table.ts';
import { CREATED_COLUMNS } from './round-trip-columns.ts';
import { promisedTrips, sampleTable, sendSamples } from './send-samples.ts';

it('[AD4] Notion shows of every sample what the document says', async () => {
  const workspace = await startWorkspace();
  try {
    const relatesTo = await createRelatedTable(workspace.adapter, notionDefinition);
    const shape = await workspace.adapter.createTable(sampleTable(true, relatesTo));
    expect(nativeTypesOf(shape)).toEqual(CREATED_COLUMNS.notion);
    const adapter = notionDefinition.open(workspace.credential, workspace.environment);
    const trips = await sendSamples(adapter, notionDefinition, shape);
    expect(trips).toEqual(promisedTrips(notionDefinition, shape));
  } finally {
    await workspace.close();
  }
});

it('[AD4] Google Sheets shows of every sample what the document says', async () => {
  const bench = await startWorkbench();
  try {
    const shape = await bench.adapter.createTable(sampleTable(true));
    expect(nativeTypesOf(shape)).toEqual(CREATED_COLUMNS.sheets);
    const trips = await sendSamples(bench.adapter, sheetsDefinition, shape);
    expect(trips).toEqual(promisedTrips(sheetsDefinition, shape));
  } finally {
    await bench.close();
  }
});
