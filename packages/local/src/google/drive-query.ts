import { ApiError } from './errors.ts';
import { isObject, type JsonObject, objectsAt } from './json.ts';

/** Whether a file meets a search. */
export type FileFilter = (file: JsonObject) => boolean;

/** Whom a search is for: what `root` stands for, and `me`. */
export interface Searcher {
  readonly rootId: string;
  readonly email: string;
}

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='];
const EQUALITY = ['=', '!='];

/** The terms of the query language with their operators. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  name: ['contains', ...EQUALITY],
  fullText: ['contains'],
  mimeType: ['contains', ...EQUALITY],
  modifiedTime: COMPARISONS,
  createdTime: COMPARISONS,
  viewedByMeTime: COMPARISONS,
  sharedWithMeTime: COMPARISONS,
  trashed: EQUALITY,
  starred: EQUALITY,
  sharedWithMe: EQUALITY,
  visibility: EQUALITY,
  properties: ['has'],
  appProperties: ['has'],
};
const COLLECTIONS = new Set(['parents', 'owners', 'writers', 'readers']);
const FLAGS = new Set(['trashed', 'starred', 'sharedWithMe']);

const TOKEN = /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[(){}]|!=|<=|>=|=|<|>|[A-Za-z_][\w.]*)/y;

/**
 * Parses the `q` of `files.list`: terms joined by `and`, `or` and `not`. Fails with Drive's
 * `Invalid Value`, also on terms and operators that the language does not have.
 */
export function parseDriveQuery(text: string, searcher: Searcher): FileFilter {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN.source, 'y');
  const source = text.trimEnd();
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match?.[1]) throw invalidQuery();
    tokens.push(match[1]);
  }
  const reader = { tokens, at: 0, searcher };
  const filter = readOr(reader);
  if (reader.at < tokens.length) throw invalidQuery();
  return filter;
}

const invalidQuery = (): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', 'Invalid Value', { reason: 'invalid', location: 'q' });

interface Reader {
  readonly tokens: readonly string[];
  readonly searcher: Searcher;
  at: number;
}

function take(reader: Reader, ...words: readonly string[]): boolean {
  const isNext = words.includes((reader.tokens[reader.at] ?? '').toLowerCase());
  if (isNext) reader.at += 1;
  return isNext;
}

function expectWord(reader: Reader, word: string): void {
  if (!take(reader, word)) throw invalidQuery();
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
    expectWord(reader, ')');
    return inner;
  }
  const first = next(reader);
  return isQuoted(first) ? membership(reader, unquoted(first)) : comparison(reader, first);
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw invalidQuery();
  reader.at += 1;
  return token;
}

const isQuoted = (token: string): boolean => /^['"]/.test(token);
const unquoted = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, '$1');

function text(reader: Reader): string {
  const token = next(reader);
  if (!isQuoted(token)) throw invalidQuery();
  return unquoted(token);
}

const ROLES: Readonly<Record<string, readonly string[]>> = {
  writers: ['owner', 'organizer', 'fileOrganizer', 'writer'],
  readers: ['owner', 'organizer', 'fileOrganizer', 'writer', 'commenter', 'reader'],
};

function membership(reader: Reader, value: string): FileFilter {
  expectWord(reader, 'in');
  const list = next(reader);
  if (!COLLECTIONS.has(list)) throw invalidQuery();
  const { rootId, email } = reader.searcher;
  if (list === 'parents') {
    const wanted = value === 'root' ? rootId : value;
    return ({ parents }) => Array.isArray(parents) && parents.includes(wanted);
  }
  const wanted = value === 'me' ? email : value;
  const isWanted = ({ emailAddress }: JsonObject): boolean => emailAddress === wanted;
  if (list === 'owners') return (file) => objectsAt(file, 'owners').some(isWanted);
  const roles = ROLES[list] ?? [];
  return (file) =>
    objectsAt(file, 'permissions').some((one) => roles.includes(String(one.role)) && isWanted(one));
}

function comparison(reader: Reader, field: string): FileFilter {
  const operators = Object.hasOwn(OPERATORS, field) ? OPERATORS[field] : undefined;
  if (!operators) throw invalidQuery();
  const operator = (reader.tokens[reader.at] ?? '').toLowerCase();
  if (!operators.includes(operator)) {
    // `sharedWithMe` may stand alone.
    if (field === 'sharedWithMe') return isSharedWithMe;
    throw invalidQuery();
  }
  reader.at += 1;
  if (FLAGS.has(field)) return flagTest(field, operator, next(reader).toLowerCase());
  if (operator === 'has') return propertyTest(reader, field);
  const value = text(reader);
  if (field.endsWith('Time')) return timeTest(field, operator, value);
  return textTest(field, operator, value);
}

const isSharedWithMe: FileFilter = (file) => file.ownedByMe === false;

function flagTest(field: string, operator: string, word: string): FileFilter {
  if (word !== 'true' && word !== 'false') throw invalidQuery();
  const wanted = (word === 'true') === (operator === '=');
  const test: FileFilter =
    field === 'sharedWithMe' ? isSharedWithMe : (file) => file[field] === true;
  return (file) => test(file) === wanted;
}

/** `properties has { key='a' and value='b' }`. */
function propertyTest(reader: Reader, field: string): FileFilter {
  const read = (word: string): string => {
    expectWord(reader, word);
    expectWord(reader, '=');
    return text(reader);
  };
  expectWord(reader, '{');
  const key = read('key');
  expectWord(reader, 'and');
  const value = read('value');
  expectWord(reader, '}');
  return (file) => {
    const members = file[field];
    return isObject(members) && members[key] === value;
  };
}

function timeTest(field: string, operator: string, value: string): FileFilter {
  const wanted = instant(value);
  if (Number.isNaN(wanted)) throw invalidQuery();
  return (file) => {
    const time = instant(String(file[field]));
    if (operator === '=') return time === wanted;
    if (operator === '!=') return time !== wanted;
    if (operator.startsWith('<')) return time < wanted || (operator === '<=' && time === wanted);
    return time > wanted || (operator === '>=' && time === wanted);
  };
}

/** Times without a zone are in UTC. */
const instant = (time: string): number =>
  Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/i.test(time) || !time.includes('T') ? time : `${time}Z`);

function textTest(field: string, operator: string, value: string): FileFilter {
  if (operator === 'contains') {
    if (field === 'mimeType') return (file) => String(file.mimeType).includes(value);
    return (file) => startsWord(file.name, value);
  }
  const isEqual: FileFilter =
    field === 'name'
      ? (file) => asciiLower(String(file.name)) === asciiLower(value)
      : (file) => (field === 'visibility' ? visibilityOf(file) : file[field]) === value;
  return (file) => isEqual(file) === (operator === '=');
}

/** Names are equal regardless of the case of ASCII letters. */
const asciiLower = (name: string): string => name.replace(/[A-Z]/g, (c) => c.toLowerCase());

/** Names match from the beginning of a word. */
const startsWord = (name: unknown, part: string): boolean =>
  typeof name === 'string' && ` ${name.toLowerCase()}`.includes(` ${part.toLowerCase()}`);

function visibilityOf(file: JsonObject): string {
  const open = objectsAt(file, 'permissions').find(
    ({ type }) => type === 'anyone' || type === 'domain',
  );
  if (!open) return 'limited';
  return `${String(open.type)}${open.allowFileDiscovery === true ? 'CanFind' : 'WithLink'}`;
}
