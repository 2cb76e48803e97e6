import { must } from '../../src/errors/assert.ts';
import { type Cell, canonicalSet } from '../../src/model/cell.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { Random } from './random.ts';
import { AMOUNT_MAX, KEY, NAME_LENGTH_MAX, type SimShape, STATUSES, TAGS } from './sim-shape.ts';

const MINUTE_MS = 60_000;
const FIRST_DUE = Date.parse('2027-01-01T00:00:00Z');

/** A value that a person may give a field. Where the field allows it, no other edit gives the same. */
export function newValue(random: Random, field: string, n: number): Cell {
  if (field !== 'name' && random.chance(0.04)) return null;
  switch (field) {
    case 'amount':
      return random.chance(0.5) ? String(n) : `${n}.5`;
    case 'quantity':
      return String(n);
    case 'status':
      return random.oneOf(...STATUSES);
    case 'tags':
      return canonicalSet(TAGS.filter(() => random.chance(0.4)));
    case 'due':
      return toInstant(FIRST_DUE + n * MINUTE_MS + random.below(3) * 1000);
    default:
      return `${field} ${n}`;
  }
}

/** What the schema, or the column, does not take; null where every value of a field is good. */
export function badValue(random: Random, field: string, n: number): Cell {
  switch (field) {
    case 'name':
      return random.chance(0.3) ? '' : `name ${n} ${'x'.repeat(NAME_LENGTH_MAX)}`;
    case 'amount':
      return random.chance(0.5) ? String(AMOUNT_MAX + n) : `much ${n}`;
    case 'status':
      return `unknown ${n}`;
    case 'tags':
      return ['grey'];
    default:
      return null;
  }
}

/** The cell as the system's column would show it. */
export function showIn(shape: SimShape, system: SystemName, field: string, cell: Cell): Cell {
  if (field !== 'due' || typeof cell !== 'string') return cell;
  const column = shape.systems[system].columns.find(({ name }) => name === field);
  const isMinute = must(column, 'a field has a column').nativeType !== 'datetime';
  return isMinute ? `${cell.slice(0, 16)}:00Z` : cell;
}

export function isBad(field: string, native: unknown): boolean {
  if (field === KEY) return native === null || native === '';
  if (field === 'name') {
    return typeof native !== 'string' || native === '' || native.length > NAME_LENGTH_MAX;
  }
  if (native === null) return false;
  if (field === 'status') return !STATUSES.some((status) => status === native);
  if (field === 'tags') return Array.isArray(native) && native.includes('grey');
  if (field === 'amount') return !(Number(native) <= AMOUNT_MAX);
  return false;
}

function toInstant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
