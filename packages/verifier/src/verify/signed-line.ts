/** One line of an exported log without its line feed: as text, or as the bytes that were read. */
export type LogLine = string | Uint8Array;

/** What a line of an exported log holds. Only `entry` is covered by the signature. */
export interface SignedLine {
  readonly index: number;
  /** The exact signed text. */
  readonly entry: string;
  /** 128 lower-case hex digits. */
  readonly signature: string;
}

export type ParsedLine =
  | { readonly ok: true; readonly line: SignedLine }
  | { readonly ok: false; readonly message: string };

/**
 * Reads `{"index":n,"entry":"…","signature":"…"}`. A line must be byte for byte what `JSON.stringify` makes of
 * these three members in this order, so that no two readers can see different things in it.
 */
export function parseSignedLine(line: LogLine): ParsedLine {
  const text = typeof line === 'string' ? line : decode(line);
  if (text === null || !text.isWellFormed()) return refuse('the line is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null) return refuse('the line is not an object');
  const { index, entry, signature } = value as Record<string, unknown>;
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) {
    return refuse('index: not a whole number');
  }
  if (typeof entry !== 'string' || !entry.isWellFormed()) return refuse('entry: not text');
  if (typeof signature !== 'string' || !/^[0-9a-f]{128}$/.test(signature)) {
    return refuse('signature: not 128 lower-case hex digits');
  }
  if (JSON.stringify({ index, entry, signature }) !== text) {
    return refuse('the line is not exactly the JSON of index, entry and signature');
  }
  return { ok: true, line: { index, entry, signature } };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function refuse(message: string): ParsedLine {
  return { ok: false, message };
}
