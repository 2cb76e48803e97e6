import { FOLDER } from './drive-files.ts';
import { ApiError } from './errors.ts';
import type { JsonObject } from './json.ts';

type Comparison = (a: JsonObject, b: JsonObject) => number;

const NATURAL = new Intl.Collator('en', { numeric: true, sensitivity: 'accent' });
const PLAIN = new Intl.Collator('en', { sensitivity: 'accent' });

const byText =
  (field: string): Comparison =>
  (a, b) => {
    const [left, right] = [String(a[field] ?? ''), String(b[field] ?? '')];
    return left < right ? -1 : Number(left > right);
  };
const byName =
  (collator: Intl.Collator): Comparison =>
  (a, b) =>
    collator.compare(String(a.name), String(b.name));
const isOther = ({ mimeType }: JsonObject): number => Number(mimeType !== FOLDER);

/** The keys of `orderBy`; `recency` is the time of the last change here. */
const KEYS: Readonly<Record<string, Comparison>> = {
  createdTime: byText('createdTime'),
  modifiedTime: byText('modifiedTime'),
  modifiedByMeTime: byText('modifiedTime'),
  viewedByMeTime: byText('viewedByMeTime'),
  sharedWithMeTime: byText('sharedWithMeTime'),
  recency: byText('modifiedTime'),
  folder: (a, b) => isOther(a) - isOther(b),
  name: byName(PLAIN),
  name_natural: byName(NATURAL),
  quotaBytesUsed: (a, b) => Number(a.quotaBytesUsed ?? 0) - Number(b.quotaBytesUsed ?? 0),
  starred: (a, b) => Number(a.starred === true) - Number(b.starred === true),
};

/** The order of `orderBy`, such as `folder,name desc`; without it the last change comes first. */
export function orderOf(orderBy: string): Comparison {
  const rules = (orderBy.trim() === '' ? 'modifiedTime desc' : orderBy).split(',').map(ruleOf);
  return (a, b) => {
    for (const rule of rules) {
      const order = rule(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function ruleOf(part: string): Comparison {
  const [key = '', direction, ...more] = part.trim().split(/\s+/);
  const compare = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  const isSound = more.length === 0 && (direction === undefined || direction === 'desc');
  if (!compare || !isSound) {
    const location = 'orderBy';
    throw new ApiError(400, 'INVALID_ARGUMENT', 'Invalid Value', { reason: 'invalid', location });
  }
  return direction === 'desc' ? (a, b) => -compare(a, b) : compare;
}
