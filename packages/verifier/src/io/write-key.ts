import { writeFile } from 'node:fs/promises';
import { IoRefused } from './io-refused.ts';

/** Writes a private key to a new file that only its owner may read. @throws IoRefused if the file is there */
export async function writeKey(file: string, privateKeyHex: string): Promise<void> {
  try {
    await writeFile(file, `${privateKeyHex}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw IoRefused.of(file, error);
  }
}
