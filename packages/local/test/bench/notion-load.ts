import { type Load, type Question, send } from './load.ts';

/** The defaults of `serve.ts`. */
const [TOKEN, ROOT] = ['ntn_local', '00000000-0000-4000-8000-00000000c0de'];
const ROWS = 100;

const headers = {
  authorization: `Bearer ${TOKEN}`,
  'notion-version': '2026-03-11',
  'content-type': 'application/json',
};

/** A data source of a hundred rows with eight columns of plain types. */
export const notionLoad: Load = {
  emulator: 'notion',
  prepare: async (base) => {
    const post = (path: string, body: unknown): ReturnType<typeof send> =>
      send(base, { method: 'POST', path, headers, body: JSON.stringify(body) });
    const database = await post('/v1/databases', {
      parent: { page_id: ROOT },
      title: [{ text: { content: 'Bench' } }],
      initial_data_source: { properties: COLUMNS },
    });
    const [source] = database.data_sources as { id: string }[];
    let page = '';
    for (let n = 0; n < ROWS; n += 1) {
      const parent = { data_source_id: source?.id };
      page = String((await post('/v1/pages', { parent, properties: valuesOf(n) })).id);
    }
    return questions(page, source?.id ?? '');
  },
};

const COLUMNS = {
  Name: { title: {} },
  Text: { rich_text: {} },
  Number: { number: {} },
  Done: { checkbox: {} },
  Kind: { select: { options: [{ name: 'a' }, { name: 'b' }] } },
  When: { date: {} },
  Mail: { email: {} },
  Made: { created_time: {} },
};

const valuesOf = (n: number): Record<string, unknown> => ({
  Name: { title: [{ text: { content: `Row ${n}` } }] },
  Text: { rich_text: [{ text: { content: `Text of row ${n}` } }] },
  Number: { number: n },
  Done: { checkbox: n % 2 === 0 },
  Kind: { select: { name: n % 2 === 0 ? 'a' : 'b' } },
  When: { date: { start: '2026-06-27' } },
  Mail: { email: `row-${n}@example.com` },
});

function questions(page: string, source: string): Question[] {
  const number = JSON.stringify({ properties: { Number: { number: 1 } } });
  const filter = { property: 'Number', number: { less_than: 10 } };
  const query = `/v1/data_sources/${source}/query`;
  return [
    { name: 'Notion: retrieve a page', method: 'GET', path: `/v1/pages/${page}`, headers },
    {
      name: 'Notion: update a page',
      method: 'PATCH',
      path: `/v1/pages/${page}`,
      headers,
      body: number,
    },
    { name: 'Notion: query, 100 rows', method: 'POST', path: query, headers, body: '{}' },
    {
      name: 'Notion: query, 10 of 100 rows by a filter',
      method: 'POST',
      path: query,
      headers,
      body: JSON.stringify({ filter }),
    },
  ];
}
