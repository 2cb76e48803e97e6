import { expect, it } from 'vitest';
import { countedNotion } from '../world/counted-notion.ts';
import { countScenarios } from '../world/counted-scenarios.ts';
import { countedSheet } from '../world/counted-sheet.ts';

const SOURCE = 'GET /v1/data_sources/{id}';
const QUERY = 'POST /v1/data_sources/{id}/query';
const TAB = 'GET /v4/spreadsheets/{id}';
const READ = 'GET /v4/spreadsheets/{id}/values:batchGet';

it('sends Notion a request for each row that it writes or looks up, and one for 25 writes or 100 rows read', async () => {
  const scenarios = await countScenarios(countedNotion, 250);
  expect(scenarios.map(({ name, requests }) => [name, requests])).toEqual([
    ['first sync of 250', { [SOURCE]: 2, [QUERY]: 1 + 10, 'POST /v1/pages': 250 }],
    ['no change of 250', { [SOURCE]: 2, [QUERY]: 3 }],
    ['no change of 250, incremental', { [SOURCE]: 2, [QUERY]: 1 }],
    ['25 changed of 250', { [SOURCE]: 2, [QUERY]: 3 + 1, 'PATCH /v1/pages/{id}': 25 }],
    ['25 removed there of 250', { [SOURCE]: 2, [QUERY]: 3, 'GET /v1/pages/{id}': 25 }],
  ]);
});

it('sends Google four requests for 500 writes, and two for a page of rows or for 1,000 look-ups', async () => {
  const [token, structure] = ['POST /token', 'POST /v4/spreadsheets/{id}:batchUpdate'];
  const write = 'POST /v4/spreadsheets/{id}/values:batchUpdate';
  const scenarios = await countScenarios(countedSheet, 600);
  expect(scenarios.map(({ name, requests }) => [name, requests])).toEqual([
    ['first sync of 600', { [token]: 1, [TAB]: 3 + 2, [READ]: 1 + 2 * 2, [structure]: 2 }],
    ['no change of 600', { [token]: 1, [TAB]: 3, [READ]: 1 }],
    ['60 changed of 600', { [token]: 1, [TAB]: 3 + 1, [READ]: 1 + 2, [write]: 1 }],
    ['60 removed there of 600', { [token]: 1, [TAB]: 3 + 1, [READ]: 1 + 1 }],
  ]);
});
