import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageRefused } from '../usage-refused.ts';
import { IoRefused } from './io-refused.ts';
import { splitLines } from './split-lines.ts';

const EXPORT_PATH = '/api/v1/audit/export';

/**
 * The lines of a log: of an export over HTTP, of a file, or of the `.jsonl` files of a directory in the order
 * of their names.
 * @throws UsageRefused for an address or a token that must not be used; IoRefused for what cannot be read
 */
export function readLog(log: string, token?: string): AsyncIterable<Uint8Array> {
  return /^https?:/i.test(log) ? readAddress(exportAddress(log, token), token) : readPath(log);
}

/** The address to read: that of a server stands for its export of the whole log. */
export function exportAddress(log: string, token?: string): URL {
  if (!URL.canParse(log)) throw new UsageRefused(`${log}: not an address`);
  const address = new URL(log);
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(address.hostname);
  if (token !== undefined && address.protocol === 'http:' && !isLoopback) {
    throw new UsageRefused(`${log}: a token is sent over https only, or to this machine`);
  }
  if (address.pathname === '/') address.pathname = EXPORT_PATH;
  if (address.pathname.endsWith(EXPORT_PATH)) address.searchParams.set('format', 'jsonl');
  return address;
}

async function* readAddress(address: URL, token?: string): AsyncGenerator<Uint8Array, undefined> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  try {
    // A redirect might lead the token elsewhere, or the auditor to another log than the named one.
    const response = await fetch(address, { headers, redirect: 'error' });
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new IoRefused(`${address.href}: answered with status ${response.status}`);
    }
    if (type.startsWith('text/html')) {
      await response.body.cancel();
      throw new IoRefused(`${address.href}: answered with a web page instead of a log`);
    }
    yield* splitLines(response.body);
  } catch (error) {
    throw IoRefused.of(address.href, error);
  }
}

async function* readPath(path: string): AsyncGenerator<Uint8Array, undefined> {
  let files: string[];
  try {
    files = (await stat(path)).isDirectory() ? await logFiles(path) : [path];
  } catch (error) {
    throw IoRefused.of(path, error);
  }
  for (const file of files) {
    try {
      yield* splitLines(createReadStream(file));
    } catch (error) {
      throw IoRefused.of(file, error);
    }
  }
}

async function logFiles(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).sort();
  if (names.length === 0) throw new IoRefused(`${directory}: holds no .jsonl file`);
  return names.map((name) => join(directory, name));
}
