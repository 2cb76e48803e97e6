import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import type { Cell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { Candidate } from '../../model/change.ts';
import type { Strategy, StrategyChain } from '../../model/registry.ts';
import type { Ballot } from './count-votes.ts';
import { mergeValues, type Side } from './merge-values.ts';

/** A field of which the bindings offer different values. */
export interface Disagreement {
  readonly cellType: CellType;
  readonly base: Cell;
  /** Two or more, of which at least two differ. */
  readonly candidates: readonly (Candidate & Side)[];
  readonly ballot: Ballot;
  /** Whether the schema allows a value that no binding shows. */
  readonly isValid: (value: Cell) => boolean;
}

export interface StrategyVerdict {
  readonly rule: Exclude<Strategy, 'manual'>;
  /** Of `quorum` it may be the base, and of `merge` a value that nobody offered. */
  readonly value: Cell;
}

/**
 * The first strategy of the chain that can decide, decides. Null where none can, or where it is left to a
 * person. The order of the candidates has no influence.
 */
export function decideByStrategy(
  disagreement: Disagreement,
  chain: StrategyChain,
): StrategyVerdict | null {
  for (const rule of chain.strategy) {
    if (rule === 'manual') return null;
    const found = decide(rule, disagreement, chain);
    if (found !== null) return { rule, value: found.value };
  }
  return null;
}

function decide(
  strategy: StrategyVerdict['rule'],
  disagreement: Disagreement,
  chain: StrategyChain,
): { readonly value: Cell } | null {
  const { candidates, ballot } = disagreement;
  switch (strategy) {
    case 'last-write-wins':
      return lastWrite(candidates);
    case 'hash':
      return greatestHash(candidates);
    case 'prefer':
      return preferred(candidates, chain.prefer ?? []);
    case 'quorum':
      return mostAgreed(ballot, chain.quorum ?? Math.floor(ballot.speakers / 2) + 1);
    case 'merge':
      return validMerge(disagreement);
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

/** The value with the most voices, if they are enough and no other has as many. */
function mostAgreed({ votes }: Ballot, quorum: number): { readonly value: Cell } | null {
  const most = Math.max(quorum, ...votes.map(({ voices }) => voices));
  const agreed = votes.filter(({ voices }) => voices === most);
  return agreed.length === 1 ? (agreed[0] ?? null) : null;
}

function validMerge({ cellType, base, candidates, isValid }: Disagreement) {
  const merged = mergeValues(cellType, base, candidates);
  return merged !== null && isValid(merged.value) ? merged : null;
}

function identityOf(candidate: Candidate): string {
  return canonicalJson(candidate.value);
}
