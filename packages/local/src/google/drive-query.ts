import { ApiError } from './errors.ts';
import type { JsonObject } from './json.ts';

/** Whether a file meets a search. */
export type FileFilter = (file: JsonObject) => boolean;

const TOKEN = /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\(|\)|!=|<=|>=|=|<|>|[A-Za-z_][\w.]*)/y;

/**
 * Parses the `q` of `files.list`: comparisons, `contains`, `in`, `has`-free, joined by `and`, `or`,
 * `not`.
 * `rootId` is what `'root' in parents` stands for. Fails with Drive's `Invalid Value`.
 */
export function parseDriveQuery(text: string, rootId: string): FileFilter {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  const source = text.trimEnd();
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match?.[1]) throw invalidQuery();
    tokens.push(match[1]);
  }
  const reader = { tokens, at: 0, rootId };
  const filter = readOr(reader);
  if (reader.at < tokens.length) throw invalidQuery();
  return filter;
}

const invalidQuery = (): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', 'Invalid Value', { reason: 'invalid', location: 'q' });

interface Reader {
  readonly tokens: readonly string[];
  readonly rootId: string;
  at: number;
}

function take(reader: Reader, ...words: readonly string[]): boolean {
  const isNext = words.includes((reader.tokens[reader.at] ?? '').toLowerCase());
  if (isNext) reader.at += 1;
  return isNext;
}

function readOr(reader: Reader): FileFilter {
  let left = readAnd(reader);
  while (take(reader, 'or')) {
    const [a, b] = [left, readAnd(reader)];
    left = (file) => a(file) || b(file);
  }
  return left;
}

function readAnd(reader: Reader): FileFilter {
  let left = readTerm(reader);
  while (take(reader, 'and')) {
    const [a, b] = [left, readTerm(reader)];
    left = (file) => a(file) && b(file);
  }
  return left;
}

function readTerm(reader: Reader): FileFilter {
  if (take(reader, 'not')) {
    const inner = readTerm(reader);
    return (file) => !inner(file);
  }
  if (take(reader, '(')) {
    const inner = readOr(reader);
    if (!take(reader, ')')) throw invalidQuery();
    return inner;
  }
  const first = next(reader);
  return /^['"]/.test(first) ? membership(reader, unquoted(first)) : comparison(reader, first);
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw invalidQuery();
  reader.at += 1;
  return token;
}

const unquoted = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, '$1');

function membership(reader: Reader, value: string): FileFilter {
  if (!take(reader, 'in')) throw invalidQuery();
  const list = next(reader);
  const wanted = list === 'parents' && value === 'root' ? reader.rootId : value;
  return (file) => {
    const members = file[list];
    if (!Array.isArray(members)) return false;
    return members.some((member) => member === wanted || member?.emailAddress === wanted);
  };
}

function comparison(reader: Reader, field: string): FileFilter {
  const operator = next(reader).toLowerCase();
  const token = next(reader);
  const value = /^['"]/.test(token) ? unquoted(token) : token.toLowerCase() === 'true';
  switch (operator) {
    case '=':
      return (file) => (typeof value === 'boolean' ? file[field] === true : file[field]) === value;
    case '!=':
      return (file) => file[field] !== value;
    case 'contains':
      return (file) => contains(file[field === 'fullText' ? 'name' : field], String(value));
    case '<':
      return (file) => instant(file[field]) < instant(value);
    case '>':
      return (file) => instant(file[field]) > instant(value);
    case '<=':
      return (file) => instant(file[field]) <= instant(value);
    case '>=':
      return (file) => instant(file[field]) >= instant(value);
    default:
      throw invalidQuery();
  }
}

/** Names match from the beginning of a word. */
const contains = (text: unknown, part: string): boolean =>
  typeof text === 'string' && ` ${text.toLowerCase()}`.includes(` ${part.toLowerCase()}`);

const instant = (value: unknown): number => Date.parse(String(value));
