import { derivedId } from '../../src/crypto/derived-id.ts';
import type { Evidence } from './evidence.ts';

/** Where the log and what took place in the systems differ. */
export function findUntoldWrites({ facts, entries, openRuns }: Evidence): string[] {
  const found: string[] = [];
  const told = new Map(
    entries.flatMap((entry) => (entry.type === 'write.outcome' ? [[entry.id, entry]] : [])),
  );
  const done = new Set<string>();
  for (const { runId, writeId, system, kind, t } of facts.effects) {
    const id = derivedId(runId, 'write.outcome', writeId);
    const place = `${kind} in ${system} by run ${runId}`;
    done.add(id);
    if (!told.has(id) && !openRuns.has(runId))
      found.push(`lost: the log does not tell of ${place}`);
    // By the run itself, not by the log: a worker that is replaced while it ends a halted run has told of a halt that
    // its successor, who reads again, may not find.
    if (!facts.halted.has(runId)) continue;
    const approval = facts.approvals.get(runId);
    if (approval === undefined || t < approval) found.push(`lost: halted, and yet ${place}`);
  }
  for (const [id, entry] of told) {
    if (entry.result === 'written' && !done.has(id)) {
      found.push(`lost: the log tells of ${entry.op} in ${entry.binding}, which never took place`);
    }
  }
  return found;
}
