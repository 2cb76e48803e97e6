import { IoRefused } from './io-refused.ts';

/** The longest line that is read, in bytes; a log without line feeds must not fill the memory. */
export const LINE_BYTES_MAX = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * The lines of a stream of bytes, without their line feeds. What stands behind the last line feed is a line
 * unless it is empty.
 * @throws IoRefused for a line that is too long
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LINE_BYTES_MAX) throw new IoRefused(`a line of more than ${LINE_BYTES_MAX} bytes`);
  }
  if (length > 0) yield Buffer.concat(parts);
}
