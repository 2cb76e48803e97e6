import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url).href);

/** A file of the repository. */
export interface RepositoryFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Something that a rule of the house forbids. */
export interface Violation {
  readonly rule: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is there: the same text wherever in the file it stands, so that it can be named in a list. */
  readonly what: string;
}

/** Paths of all files that git tracks or would track, from the root. */
export function listFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
}

/** A file by its path from the root. */
export function readFile(file: string): RepositoryFile {
  return { path: file, text: readFileSync(path.join(ROOT, file), 'utf8') };
}

/** Tests, and what only tests import. */
export function isTestFile(file: string): boolean {
  return /\.(test|fixture)\.tsx?$/.test(file) || /^packages\/\w+\/(test|src\/testing)\//.test(file);
}

/** The number of lines, without the empty one after the last line feed. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}
