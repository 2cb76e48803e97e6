import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const LEFT_OUT = new Set(['node_modules', 'dist', '.vite']);

/**
 * One hash over names and contents of files. A path may be a directory, which stands for all in it but packages
 * and build output; a part `*` stands for every directory.
 * @param {string} root
 * @param {readonly string[]} paths
 */
export function hashOf(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((each) => filesAt(root, each.split('/'))).sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesAt(at, [part, ...rest]) {
  if (part === '*') {
    return readdirSync(at).flatMap((name) => filesAt(path.join(at, name), rest));
  }
  if (part !== undefined) return filesAt(path.join(at, part), rest);
  if (!existsSync(at)) return [];
  if (statSync(at).isFile()) return [at];
  const names = readdirSync(at).filter((name) => !LEFT_OUT.has(name));
  return names.flatMap((name) => filesAt(path.join(at, name), []));
}

/** The hash in a stamp file, if there is one. */
export function stampOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Remembers a hash. */
export function writeStamp(file, hash) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, hash);
}
