import { canonicalJson } from '../../src/crypto/canonical-json.ts';
import {
  type IdentifiedConflict,
  type IdentifiedProblem,
  REJECTED_WRITE,
} from '../../src/model/change.ts';
import type { RecordRow } from '../../src/sync/run-store.ts';
import type { MemoryRegistry } from './memory-state.ts';

export function reportProblems(
  { openProblems }: MemoryRegistry,
  runId: string,
  found: readonly IdentifiedProblem[],
  known = false,
): void {
  const first = new Map<string, IdentifiedProblem>();
  for (const problem of found) {
    if (!first.has(problem.identity)) first.set(problem.identity, problem);
  }
  for (const problem of first.values()) {
    const open = openProblems.get(problem.identity);
    const { message, value } = problem;
    const recordId = problem.recordId ?? open?.recordId ?? null;
    openProblems.set(
      problem.identity,
      open === undefined
        ? { ...problem, status: 'open', known, seenRun: runId }
        : { ...open, recordId, message, value, seenRun: runId },
    );
  }
}

export function keepRejected(
  { openProblems }: MemoryRegistry,
  runId: string,
  untold: readonly RecordRow[],
): void {
  for (const problem of openProblems.values()) {
    const isUntold = untold.some(
      ({ binding, recordId }) => binding === problem.binding && recordId === problem.recordId,
    );
    if (isUntold && isRejectedWrite(problem)) problem.seenRun = runId;
  }
}

export function closeRejected(registry: MemoryRegistry, runId: string): void {
  closeProblems(registry, runId, isRejectedWrite);
}

/** Open conflicts are opened or get the candidates of now; decided ones are noted as seen. */
export function reportConflicts(
  { openConflicts }: MemoryRegistry,
  runId: string,
  found: readonly IdentifiedConflict[],
): void {
  for (const conflict of found) {
    const place = placeOf(conflict);
    const open = openConflicts.get(place);
    if (conflict.status === 'resolved') {
      if (open !== undefined) open.runId = runId;
    } else if (open === undefined) {
      openConflicts.set(place, { ...conflict, status: 'open', resolution: null, runId });
    } else {
      const { candidates, base } = conflict;
      const isSame = candidatesEqual(open, conflict);
      const resolution = isSame ? open.resolution : null;
      openConflicts.set(place, { ...open, candidates, base, resolution, runId });
    }
  }
}

export function saveDecided(
  { openConflicts, closedConflicts, resolved }: MemoryRegistry,
  runId: string,
  decided: readonly IdentifiedConflict[],
): void {
  for (const conflict of decided) {
    const place = placeOf(conflict);
    const open = openConflicts.get(place);
    const isTold = resolved.has(`${runId}|${place}`);
    resolved.add(`${runId}|${place}`);
    if (open !== undefined) {
      openConflicts.delete(place);
      closedConflicts.push({ ...open, status: 'resolved', rule: conflict.rule, runId });
    } else if (!isTold) {
      closedConflicts.push({ ...conflict, status: 'resolved', resolution: null, runId });
    }
  }
}

export function closeUnseen(registry: MemoryRegistry, runId: string): void {
  const { openConflicts, closedConflicts } = registry;
  closeProblems(registry, runId, (problem) => !isRejectedWrite(problem));
  for (const [place, conflict] of openConflicts) {
    if (conflict.runId === runId) continue;
    openConflicts.delete(place);
    closedConflicts.push({ ...conflict, status: 'obsolete' });
  }
}

function closeProblems(
  { openProblems, closedProblems }: MemoryRegistry,
  runId: string,
  isMeant: (problem: IdentifiedProblem) => boolean,
): void {
  for (const [identity, problem] of openProblems) {
    if (problem.seenRun === runId || !isMeant(problem)) continue;
    openProblems.delete(identity);
    closedProblems.push({ ...problem, status: 'closed' });
  }
}

function isRejectedWrite({ identity }: IdentifiedProblem): boolean {
  return identity.startsWith(REJECTED_WRITE);
}

/** Rows with a problem that is not known yet; a problem without row counts as one of its own. */
export function newlyInvalidRows({ openProblems }: MemoryRegistry): number {
  const rows = new Set<string>();
  for (const { known, binding, externalId, identity } of openProblems.values()) {
    if (!known) rows.add(JSON.stringify([binding, externalId ?? identity]));
  }
  return rows.size;
}

export function candidatesEqual(
  a: Pick<IdentifiedConflict, 'candidates'>,
  b: Pick<IdentifiedConflict, 'candidates'>,
): boolean {
  return canonicalJson(a.candidates) === canonicalJson(b.candidates);
}

function placeOf({ recordId, field }: IdentifiedConflict | { recordId: string; field: string }) {
  return `${recordId}|${field}`;
}
