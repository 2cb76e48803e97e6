import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import type { Candidate } from '../../model/change.ts';
import type { Strategy, StrategyChain } from '../../model/registry.ts';

export type StrategyVerdict =
  | { readonly rule: Strategy; readonly winner: Candidate }
  | { readonly rule: 'manual'; readonly winner: null };

/**
 * The first strategy of the chain that can decide, decides. A chain that cannot ends with a person.
 * The order of the candidates has no influence.
 */
export function decideByStrategy(
  candidates: readonly Candidate[],
  chain: StrategyChain,
): StrategyVerdict {
  for (const strategy of chain.strategy) {
    if (strategy === 'manual') break;
    const winner = decide(strategy, candidates, chain);
    if (winner !== null) return { rule: strategy, winner };
  }
  return { rule: 'manual', winner: null };
}

function decide(
  strategy: Exclude<Strategy, 'manual'>,
  candidates: readonly Candidate[],
  chain: StrategyChain,
): Candidate | null {
  switch (strategy) {
    case 'last-write-wins':
      return lastWrite(candidates);
    case 'hash':
      return greatestHash(candidates);
    case 'prefer':
      return preferred(candidates, chain.prefer ?? []);
  }
}

/** The candidate that was surely written after all that differ from it. Unknown or overlapping times are a tie. */
function lastWrite(candidates: readonly Candidate[]): Candidate | null {
  const surely = candidates.filter((candidate) =>
    candidates.every(
      (other) =>
        identityOf(other) === identityOf(candidate) ||
        (candidate.editedFrom !== null &&
          other.editedTo !== null &&
          candidate.editedFrom >= other.editedTo),
    ),
  );
  // Intervals without length that meet are each after the other: a tie as well.
  const values = new Set(surely.map(identityOf));
  return values.size === 1 ? (surely[0] ?? null) : null;
}

/** Says nothing about right or wrong, but always the same, whoever computes it. */
function greatestHash(candidates: readonly Candidate[]): Candidate | null {
  const hashed = candidates.map((candidate) => ({
    candidate,
    hash: sha256Hex(identityOf(candidate)),
  }));
  hashed.sort((a, b) => (a.hash < b.hash ? 1 : a.hash > b.hash ? -1 : 0));
  return hashed[0]?.candidate ?? null;
}

function preferred(candidates: readonly Candidate[], order: readonly string[]): Candidate | null {
  for (const binding of order) {
    const found = candidates.find((candidate) => candidate.binding === binding);
    if (found !== undefined) return found;
  }
  return null;
}

function identityOf(candidate: Candidate): string {
  return canonicalJson(candidate.value);
}
