import type { Violation } from './repository.ts';

/** A place that breaks a rule as of now. */
export type KnownViolation = Pick<Violation, 'rule' | 'file' | 'what'> & {
  /** What would mend it. */
  readonly because: string;
};

/** May only get shorter: an entry that no longer applies fails the test. */
export const KNOWN_VIOLATIONS: readonly KnownViolation[] = [
  {
    rule: 'pure imports',
    file: 'packages/engine/src/model/record-view.ts',
    what: 'imports ../adapters/adapter.ts',
    because: 'only for the type RowPresence, which could live in model/',
  },
  {
    rule: 'pure imports',
    file: 'packages/engine/src/sync/bind-table.ts',
    what: 'imports ../adapters/adapter.ts',
    because:
      'only for the type SystemDefinition; it needs no more than codec and capabilities of it',
  },
  {
    rule: 'pure imports',
    file: 'packages/engine/src/sync/3-validate/ask-chitty-schema.ts',
    what: 'imports ../../peers/chitty-schema.ts',
    because: 'it asks a service, so it belongs beside plan-partition.ts, outside of a pure folder',
  },
  ...longFiles([
    ['packages/engine/src/db/tables.ts', 'one definition per table: split by runs, records, plans'],
    ['packages/engine/src/sync/decide-record.prop.test.ts', 'a file per law or group of laws'],
    ['packages/engine/test/run-sync.pg.test.ts', 'a file per group of tests'],
    ['packages/local/src/google/spreadsheets.test.ts', 'a file per group of calls'],
    ['packages/local/test/bad-input.stack.test.ts', 'a file per group of routes'],
    ['packages/local/test/stranger.stack.test.ts', 'a file per group of tests'],
  ]),
  ...longFunctions([
    ['packages/engine/src/routes/edge.fixture.ts', 'startEdge', 'take the dependencies apart'],
    ['packages/local/src/peers/auth-peer.ts', 'createAuthPeer', 'a function per route'],
    [
      'packages/engine/src/adapters/sheets/create-table.test.ts',
      'a function without a name',
      'a long list of expected requests: compare with a constant',
    ],
  ]),
];

function longFiles(entries: readonly (readonly [file: string, because: string])[]) {
  return entries.map(([file, because]) => {
    return { rule: 'file length', file, what: 'the file', because };
  });
}

function longFunctions(
  entries: readonly (readonly [file: string, name: string, because: string])[],
) {
  return entries.map(([file, what, because]) => {
    return { rule: 'function length', file, what, because };
  });
}
