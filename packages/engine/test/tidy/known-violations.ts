import type { Violation } from './repository.ts';

/** A place that breaks a rule as of now. */
export type KnownViolation = Pick<Violation, 'rule' | 'file' | 'what'> & {
  /** What would mend it. */
  readonly because: string;
};

/** May only get shorter: an entry that no longer applies fails the test. */
export const KNOWN_VIOLATIONS: readonly KnownViolation[] = [
  ...longFunctions([
    ['packages/engine/src/routes/edge.fixture.ts', 'startEdge', 'take the dependencies apart'],
    ['packages/local/src/peers/auth-peer.ts', 'createAuthPeer', 'a function per route'],
  ]),
];

function longFunctions(
  entries: readonly (readonly [file: string, name: string, because: string])[],
) {
  return entries.map(([file, what, because]) => {
    return { rule: 'function length', file, what, because };
  });
}
