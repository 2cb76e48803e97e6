/**
 * Framing of the Postgres frontend/backend protocol 3.0 (PostgreSQL manual, chapter "Message Formats"):
 * a type byte, an int32 length that counts itself, and the payload. A startup packet has no type byte.
 */

const HEADER_BYTES = 5;

/** A complete message: `type` is one ASCII letter, `bytes` the whole message with its header. */
export interface WireMessage {
  readonly type: string;
  readonly bytes: Buffer;
}

/** One message from its type letter and payload parts; strings are sent zero-terminated. */
export function wireMessage(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const payload = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`, 'utf8') : part)),
  );
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(payload.length + 4, 1);
  return Buffer.concat([header, payload]);
}

/** A 16-bit integer in network byte order. */
export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

/** A 32-bit integer in network byte order. */
export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** The complete messages at the start of `bytes`, and what is left of an incomplete one. */
export function splitMessages(bytes: Buffer): { messages: WireMessage[]; rest: Buffer } {
  const messages: WireMessage[] = [];
  let at = 0;
  while (bytes.length - at >= HEADER_BYTES) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end < at + HEADER_BYTES) throw new RangeError('malformed wire message length');
    if (end > bytes.length) break;
    messages.push({
      type: String.fromCharCode(bytes[at] ?? 0),
      bytes: bytes.subarray(at, end),
    });
    at = end;
  }
  return { messages, rest: bytes.subarray(at) };
}

/** The zero-terminated string at `at`, and the offset behind it. */
export function readCString(bytes: Buffer, at: number): { text: string; next: number } {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new RangeError('unterminated string in a wire message');
  return { text: bytes.toString('utf8', at, end), next: end + 1 };
}

/** An ErrorResponse; `FATAL` ends the connection. */
export function errorResponse(severity: 'ERROR' | 'FATAL', code: string, message: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`];
  return wireMessage('E', ...fields, Buffer.from([0]));
}

/** The state after the last ReadyForQuery of a response (`I` idle, `T` in, `E` failed transaction). */
export function lastTransactionState(response: Buffer): 'I' | 'T' | 'E' | undefined {
  let state: 'I' | 'T' | 'E' | undefined;
  for (const { type, bytes } of splitMessages(response).messages) {
    if (type !== 'Z') continue;
    const letter = String.fromCharCode(bytes[HEADER_BYTES] ?? 0);
    if (letter === 'I' || letter === 'T' || letter === 'E') state = letter;
  }
  return state;
}

/** The first error of a response as text, if it has one. */
export function firstError(response: Buffer): string | undefined {
  const error = splitMessages(response).messages.find(({ type }) => type === 'E');
  if (error === undefined) return undefined;
  const fields = error.bytes.toString('utf8', HEADER_BYTES).split('\0');
  return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'unknown error';
}

/** The rows of a simple query's response, values as text or null. */
export function readTextRows(response: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (const { type, bytes } of splitMessages(response).messages) {
    if (type !== 'D') continue;
    const row: (string | null)[] = [];
    let at = HEADER_BYTES + 2;
    for (let column = bytes.readInt16BE(HEADER_BYTES); column > 0; column -= 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : bytes.toString('utf8', at, at + length));
      at += Math.max(length, 0);
    }
    rows.push(row);
  }
  return rows;
}
