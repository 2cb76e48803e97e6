import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { SystemAdapter } from '../adapter.ts';
import {
  bindTable,
  type LocalDatabase,
  rowWrite,
  startLocalDatabase,
} from './local-database.fixture.ts';

let database: LocalDatabase;
let adapter: SystemAdapter;
beforeAll(async () => {
  database = await startLocalDatabase();
  adapter = database.adapter();
  await database.sql(`CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.note := upper(NEW.note); RETURN NEW; END $$`);
});
afterAll(async () => database.close());

/** A row of a chunk: which row it refers to, whether the table takes it, and with which fields it comes. */
interface Node {
  readonly id: string;
  readonly up: string | null;
  readonly isGood: boolean;
  readonly hasNote: boolean;
}

const ID_MAX = 9;
const id = fc.nat(ID_MAX).map((n) => `r${n}`);
const nodes = fc.uniqueArray(
  fc.record<Node>({
    id,
    up: fc.option(id),
    isGood: fc.nat(5).map((n) => n > 0),
    hasNote: fc.boolean(),
  }),
  { selector: (node) => node.id, maxLength: ID_MAX + 1 },
);

/** What can be in the table: rows that it takes, and whose row is there or among them, however they refer. */
function possible(all: readonly Node[], there: ReadonlySet<string>): ReadonlySet<string> {
  const good = new Set([...there, ...all.filter(({ isGood }) => isGood).map((node) => node.id)]);
  const orphan = () =>
    all.find((node) => good.has(node.id) && node.up !== null && !good.has(node.up));
  for (let node = orphan(); node !== undefined; node = orphan()) good.delete(node.id);
  return good;
}

describe.each([
  ['', ''],
  ['DEFERRABLE INITIALLY DEFERRED', ''],
  ['ON DELETE RESTRICT', 'with a trigger'],
])('rows that refer to each other %s %s', (action, trigger) => {
  const name = `web_${action.length}`;
  let table: BoundTable;
  beforeAll(async () => {
    await database.sql(`CREATE TABLE ${name} (id text PRIMARY KEY, up text REFERENCES ${name} ${action},
      n int CHECK (n > 0), note text DEFAULT 'none')`);
    if (trigger !== '') {
      await database.sql(
        `CREATE TRIGGER t BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION shout()`,
      );
    }
    table = await bindTable(adapter, { schema: 'public', name }, ['id']);
  });

  const stored = async () =>
    new Set((await database.sql(`SELECT id FROM ${name}`)).map(([text]) => String(text)));

  const creation = (node: Node) =>
    rowWrite(
      'create',
      null,
      { id: node.id },
      {
        id: [null, node.id],
        n: [null, node.isGood ? '1' : '0'],
        ...(node.up === null ? {} : { up: [null, node.up] as const }),
        ...(node.hasNote ? { note: [null, 'note'] as const } : {}),
      },
    );

  it('are created as far as the table can hold them, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async (all) => {
        await database.sql(`TRUNCATE ${name}`);
        await database.sql(`INSERT INTO ${name} (id) VALUES ('r0')`);
        const fresh = all.filter((node) => node.id !== 'r0');
        const outcomes = await adapter.applyWrites(table, fresh.map(creation));
        const expected = possible(fresh, new Set(['r0']));
        expect(await stored()).toEqual(expected);
        expect(outcomes.map((o) => ('rule' in o ? o.rule : o.status))).toEqual(
          fresh.map((node) => {
            if (expected.has(node.id)) return 'written';
            return node.isGood ? 'RELATED_ROW_MISSING' : expect.stringMatching(/CHECK|MISSING/);
          }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are deleted as far as no other row refers to them, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, fc.infiniteStream(fc.boolean()), async (all, choose) => {
        await database.sql(`TRUNCATE ${name}`);
        const good = all.map((node) => ({ ...node, isGood: true }));
        const held = good.filter((node) => possible(good, new Set()).has(node.id));
        await adapter.applyWrites(table, held.map(creation));
        const [doomed, kept] = [new Set<Node>(), new Set<string>()];
        for (const node of held) {
          if (choose.next().value) doomed.add(node);
          else kept.add(node.id);
        }
        const needed = () =>
          held.filter((node) => kept.has(node.id) && node.up !== null && !kept.has(node.up));
        for (let found = needed(); found.length > 0; found = needed()) {
          for (const node of found) kept.add(String(node.up));
        }
        const note = (node: Node) => {
          const text = node.hasNote ? 'note' : 'none';
          return trigger === '' ? text : text.toUpperCase();
        };
        const writes = [...doomed].map((node) =>
          rowWrite(
            'delete',
            node.id,
            { id: node.id },
            {
              id: [node.id, null],
              up: [node.up, null],
              ...(node.hasNote ? { note: [note(node), null] as const } : {}),
            },
          ),
        );
        const outcomes = await adapter.applyWrites(table, writes);
        expect(await stored()).toEqual(kept);
        expect(outcomes.map((o) => ('rule' in o ? o.rule : o.status))).toEqual(
          [...doomed].map((node) => (kept.has(node.id) ? 'STILL_REFERENCED' : 'written')),
        );
      }),
      { numRuns: 60 },
    );
  });
});
