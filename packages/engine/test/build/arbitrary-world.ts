import fc from 'fast-check';
import type { Cell, Cells } from '../../src/model/cell.ts';
import type { Strategy } from '../../src/model/registry.ts';
import { aBinding, type BindingShape } from './a-binding.ts';
import { decisionRules } from './decision-rules.ts';
import { RecordWorld } from './record-world.ts';

export const BINDINGS = ['n', 'p', 's'] as const;

/** Few values, so that edits meet; some differ only in what a poorer binding cannot show. */
const VALUES: Readonly<Record<string, readonly Cell[]>> = {
  name: [null, 'a', 'b', 'c', 'a b', 'c b', 'a d'],
  size: [null, '1', '2', '3'],
  due: [
    null,
    '2026-01-31T12:34:00Z',
    '2026-01-31T12:34:56Z',
    '2026-01-31T12:34:10.5Z',
    '2026-01-31T12:40:00Z',
  ],
  done: [null, true, false],
  tags: [null, ['x'], ['y'], ['x', 'y']],
};
const INVALID: Readonly<Record<string, readonly Cell[]>> = {
  id: [null, ' '],
  name: ['n'.repeat(41)],
  size: ['-5'],
  due: [],
  done: [],
  tags: [['q'], ['q', 'x']],
};

export const cells: fc.Arbitrary<Cells> = fc
  .record(
    Object.fromEntries(
      Object.entries(VALUES).map(([field, values]) => [field, fc.constantFrom(...values)]),
    ),
  )
  .map((values) => ({ id: 'k1', ...values }));

export interface EditScript {
  readonly binding: string;
  readonly field: string;
  readonly value: Cell;
}

/** Edits that the schema allows. */
export const validEdit: fc.Arbitrary<EditScript> = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((field) =>
    fc.record({
      binding: fc.constantFrom(...BINDINGS),
      field: fc.constant(field),
      value: fc.constantFrom(...(VALUES[field] ?? [])),
    }),
  );

/** Edits of any kind: also of the key, and such as the schema refuses. */
export const anyEdit: fc.Arbitrary<EditScript> = fc.oneof(
  { weight: 5, arbitrary: validEdit },
  {
    weight: 1,
    arbitrary: fc.record({
      binding: fc.constantFrom(...BINDINGS),
      field: fc.constant('id'),
      value: fc.constantFrom('k2', 'k3'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('id', 'name', 'size', 'tags').chain((field) =>
      fc.record({
        binding: fc.constantFrom(...BINDINGS),
        field: fc.constant(field),
        value: fc.constantFrom(...(INVALID[field] ?? [])),
      }),
    ),
  },
);

export interface WorldShape {
  readonly bindings: Readonly<Record<(typeof BINDINGS)[number], BindingShape>>;
  readonly strategy: readonly Strategy[];
}

const lossy = fc.subarray(['due', 'done']);
const strategy = fc.constantFrom<readonly Strategy[]>(
  ['hash'],
  ['last-write-wins', 'hash'],
  ['prefer'],
  ['manual'],
  ['last-write-wins'],
  ['quorum'],
  ['quorum', 'hash'],
  ['merge'],
  ['merge', 'quorum', 'prefer'],
);

/** Three bindings; some show less than others. */
export const plainShape: fc.Arbitrary<WorldShape> = fc.record({
  bindings: fc.record({
    n: fc.record({ lossy }),
    p: fc.constant({}),
    s: fc.record({ lossy }),
  }),
  strategy,
});

const access = fc.record({
  name: fc.constantFrom('both', 'read', 'write', 'none'),
  size: fc.constantFrom('both', 'both', 'read', 'write'),
}) as fc.Arbitrary<NonNullable<BindingShape['access']>>;
const holds = fc.constantFrom<NonNullable<BindingShape['holds']>>(
  {},
  { size: ['1', '2'] },
  { name: ['a'] },
);

/** Also columns that only read or only write, fields that a binding lacks, and values that it cannot hold. */
export const anyShape: fc.Arbitrary<WorldShape> = fc.record({
  bindings: fc.record({
    n: fc.record({ lossy, access, holds }),
    p: fc.record({ access }),
    s: fc.record({ lossy, access, holds }),
  }),
  strategy,
});

/** A world of that shape without rows or base. */
export function aWorld({ bindings, strategy: chain }: WorldShape, mirrorOf?: string): RecordWorld {
  const views = BINDINGS.map((name) => {
    const direction =
      mirrorOf === undefined ? {} : { reads: name === mirrorOf, writes: name !== mirrorOf };
    return aBinding(name, { ...bindings[name], ...direction });
  });
  const conflicts = { strategy: chain, prefer: ['s', 'n'] };
  return new RecordWorld(decisionRules(views, { conflicts }));
}
