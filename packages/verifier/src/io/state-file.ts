import { readFile, rename, writeFile } from 'node:fs/promises';
import type { LogPosition } from '../verify/log-memory.ts';
import { IoRefused } from './io-refused.ts';

/** What the verifier remembers of a log between two runs, and by which key it was verified. */
export interface LogState {
  readonly publicKey: string;
  readonly position: LogPosition;
}

/** The state in a file; null if there is no such file yet. @throws IoRefused */
export async function readState(file: string): Promise<LogState | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw IoRefused.of(file, error);
  }
  const state = parseState(text);
  if (state === null) throw new IoRefused(`${file}: not a state file of this verifier`);
  return state;
}

/** Replaces the state as a whole, so that a crash leaves the old or the new one. @throws IoRefused */
export async function writeState(file: string, { publicKey, position }: LogState): Promise<void> {
  const { entries, highestIndex, digest } = position;
  const text = JSON.stringify({ v: 1, publicKey, entries, highestIndex, digest }, null, 2);
  const unfinished = `${file}.unfinished`;
  try {
    await writeFile(unfinished, `${text}\n`, { flush: true });
    await rename(unfinished, file);
  } catch (error) {
    throw IoRefused.of(file, error);
  }
}

function parseState(text: string): LogState | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { v, publicKey, entries, highestIndex, digest } = value as Record<string, unknown>;
  const isPosition =
    Number.isSafeInteger(entries) && (highestIndex === null || Number.isSafeInteger(highestIndex));
  const isHex = (item: unknown) => typeof item === 'string' && /^[0-9a-f]{64}$/.test(item);
  if (v !== 1 || !isHex(publicKey) || !isHex(digest) || !isPosition) return null;
  const position = { entries, highestIndex, digest } as LogPosition;
  return { publicKey: String(publicKey), position };
}
