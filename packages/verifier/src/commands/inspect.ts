import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { readLog } from '../io/read-log.ts';
import { ENTRY_TABLE_HEAD, entryRow } from '../report/entry-table.ts';
import { findingText } from '../report/verification-text.ts';
import type { Finding } from '../verify/finding.ts';
import { parseEntry } from '../verify/parse-entry.ts';
import { type LogLine, parseSignedLine } from '../verify/signed-line.ts';
import type { Terminal } from './terminal.ts';
import { envToken } from './verify.ts';

export interface InspectFlags {
  readonly token?: string;
  readonly json?: boolean;
}

/** `inspect`: the entries as a table, or as JSON lines. Shows them as they are said to be; verifies nothing. */
export async function inspect(
  log: string,
  flags: InspectFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  let first: Finding | null = null;
  let number = 0;
  if (flags.json !== true) terminal.print(ENTRY_TABLE_HEAD);
  for await (const raw of readLog(log, flags.token ?? envToken(terminal))) {
    number++;
    const shown = showLine(raw, flags.json === true);
    if (shown.ok) {
      terminal.print(shown.text);
      continue;
    }
    const { index, message } = shown;
    const finding: Finding = { code: 'ENTRY_MALFORMED', line: number, index, message };
    first ??= finding;
    terminal.print(flags.json === true ? JSON.stringify(finding) : findingText(finding));
  }
  if (first === null) return EXIT_CODES.verified;
  terminal.complain(findingText(first));
  return EXIT_CODES.notVerified;
}

type Shown =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly index: number | null; readonly message: string };

function showLine(raw: LogLine, isJson: boolean): Shown {
  const line = parseSignedLine(raw);
  if (!line.ok) return { ok: false, index: null, message: line.message };
  const { index, entry: text, signature } = line.line;
  const parsed = parseEntry(text);
  if (!parsed.ok) return { ok: false, index, message: parsed.message };
  const { entry } = parsed;
  return {
    ok: true,
    text: isJson ? JSON.stringify({ index, entry, signature }) : entryRow(index, entry),
  };
}
