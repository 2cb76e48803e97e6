import type { AuditEntry } from '@chittyos/engine/audit';
import type { Finding, Objection } from './finding.ts';
import { createLogMemory, EMPTY_LOG, type LogPosition } from './log-memory.ts';
import { parseEntry } from './parse-entry.ts';
import { createRunOrder, type RunTally } from './run-order.ts';
import { type LogLine, parseSignedLine, type SignedLine } from './signed-line.ts';
import { type SignatureCheck, strictEd25519 } from './strict-ed25519.ts';

/** Findings that are listed; of those beyond only the number is kept, so that memory stays bounded. */
export const FINDINGS_LISTED_MAX = 1000;

export interface VerifyOptions {
  /** The ed25519 key that signs the log, 64 lower-case hex digits, known from elsewhere than the log. */
  readonly publicKeyHex: string;
  /** What an earlier verification of the same log ended with. */
  readonly remembered?: LogPosition;
}

export interface Verification {
  /** Nothing was found. What that does not prove is listed in the package's README. */
  readonly verified: boolean;
  readonly entries: number;
  /** In the order of the log, at most `FINDINGS_LISTED_MAX`. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  readonly runs: RunTally;
  /** To be remembered for the next time, if the log is verified. */
  readonly position: LogPosition;
}

/**
 * Verifies the lines of an exported audit log, in order. Each line gets at most one finding about itself: the
 * first of form, signature, content, order, uniqueness, run. Pure but for WebCrypto; memory grows with the
 * number of entry ids and runs only.
 * @throws TypeError for a key that is not an acceptable ed25519 key
 */
export async function verifyEntries(
  lines: AsyncIterable<LogLine> | Iterable<LogLine>,
  { publicKeyHex, remembered = EMPTY_LOG }: VerifyOptions,
): Promise<Verification> {
  const findings: Finding[] = [];
  let findingsTotal = 0;
  const find = (objection: Objection | null, line: number | null, index: number | null) => {
    if (objection === null) return;
    findingsTotal++;
    if (findings.length < FINDINGS_LISTED_MAX) findings.push({ ...objection, line, index });
  };
  const isSigned = await strictEd25519(publicKeyHex);
  const memory = createLogMemory(remembered);
  const checkOrder = createOrderCheck();
  const content = createContentCheck();
  let number = 0;
  for await (const raw of lines) {
    number++;
    const parsed = parseSignedLine(raw);
    if (!parsed.ok) {
      find({ code: 'ENTRY_MALFORMED', message: parsed.message }, number, null);
      continue;
    }
    const { line } = parsed;
    find(memory.add(line), null, null);
    const order = checkOrder(line.index);
    find(await checkLine(line, order, isSigned, content.check), number, line.index);
  }
  find(memory.end(), null, null);
  return {
    verified: findingsTotal === 0,
    entries: number,
    findings,
    findingsTotal,
    runs: content.runs(),
    position: memory.position(),
  };
}

async function checkLine(
  { entry: text, signature }: SignedLine,
  order: Objection | null,
  isSigned: SignatureCheck,
  checkContent: (entry: AuditEntry) => Objection | null,
): Promise<Objection | null> {
  if (!(await isSigned(text, signature))) {
    return { code: 'ENTRY_TAMPERED', message: 'the signature is not one of this text by the key' };
  }
  const parsed = parseEntry(text);
  if (!parsed.ok) return { code: 'ENTRY_MALFORMED', message: parsed.message };
  return order ?? checkContent(parsed.entry);
}

function createOrderCheck(): (index: number) => Objection | null {
  let last = -1;
  return (index) => {
    const before = last;
    last = Math.max(before, index);
    if (index > before) return null;
    if (index === before) return { code: 'DUPLICATE', message: 'the index stands twice' };
    return { code: 'INCONSISTENT', message: `the index comes after index ${before}` };
  };
}

function createContentCheck() {
  const ids = new Set<string>();
  const runs = createRunOrder();
  let tenant: string | undefined;
  const check = (entry: AuditEntry): Objection | null => {
    if (ids.has(entry.id)) {
      return { code: 'DUPLICATE', message: `the entry ${entry.id} stands twice` };
    }
    ids.add(entry.id);
    tenant ??= entry.tenant;
    if (entry.tenant !== tenant) {
      return { code: 'INCONSISTENT', message: 'the entry is of another tenant than the first one' };
    }
    return runs.add(entry);
  };
  return { check, runs: () => runs.tally() };
}
