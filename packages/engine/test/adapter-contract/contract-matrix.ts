import { ADAPTERS_ON_TRIAL } from './adapters-on-trial.ts';
import { leftOutBecause } from './contract-test.ts';
import { CONTRACT_TESTS } from './contract-tests.ts';

/** The text of `docs/adapter-contract.md`. */
export function contractMatrix(): string {
  const adapters = Object.entries(ADAPTERS_ON_TRIAL);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const tests = CONTRACT_TESTS.map((test) =>
    row([
      test.name,
      ...adapters.map(([, capabilities]) => leftOutBecause(test, capabilities) ?? 'passes'),
    ]),
  );
  const counts = adapters.map(([, capabilities]) => {
    const applying = CONTRACT_TESTS.filter((test) => leftOutBecause(test, capabilities) === null);
    return `${applying.length} of ${CONTRACT_TESTS.length}`;
  });
  return `# The contract of adapters

Written by \`node packages/engine/test/adapter-contract/write-matrix.ts\` from the tests of
\`packages/engine/test/adapter-contract\` and the capabilities that each adapter declares; a test compares the two.

One suite is run over every adapter. \`passes\` is what each run of the tests proves: a test that fails fails the suite.
Where a test does not apply, the cell says what the adapter declares that leaves it out; there is no other way to leave
one out. The rules in brackets are those of [SPEC.md](../packages/engine/SPEC.md).

- *memory* has the capabilities that systems in memory have when nothing else is said; *as notion* and *as sheets* are those
  that stand in for these systems in scenarios and in the simulation.
- *notion* and *sheets* are the adapters over the emulators of \`packages/local\`.
- *postgres* is the adapter through \`@neondatabase/serverless\` over HTTP and through \`pg\` over TCP, each on PGlite and
  on a PostgreSQL of its own process.

${row(['test', ...adapters.map(([name]) => name)])}
${row(['test', ...adapters].map(() => '---'))}
${tests.join('\n')}
${row(['**tests that apply**', ...counts])}
`;
}
