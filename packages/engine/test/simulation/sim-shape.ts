import type { AdapterCapabilities } from '../../src/adapters/adapter.ts';
import type { FieldAccess } from '../../src/model/bound-table.ts';
import type { CellType } from '../../src/model/cell-type.ts';
import type { FieldMap, Registry, StrategyChain } from '../../src/model/registry.ts';
import { SYSTEM_NAMES, type SystemName, type TableField } from '../../src/model/system.ts';
import type { Random } from './random.ts';

export const KEY = 'code';
export const TABLE = 'table';
export const NAME_LENGTH_MAX = 40;
export const AMOUNT_MAX = 1_000_000_000;
export const STATUSES = ['draft', 'open', 'live', 'held', 'done'] as const;
export const TAGS = ['blue', 'gold', 'green', 'red', 'white'] as const;

/** The fields of every simulated registry. */
export const FIELDS: Readonly<Record<string, CellType>> = {
  [KEY]: 'text',
  name: 'text',
  note: 'text',
  city: 'text',
  amount: 'decimal',
  quantity: 'integer',
  status: 'enum',
  tags: 'enum-set',
  due: 'datetime',
};

const SCHEMA = {
  type: 'object',
  properties: {
    [KEY]: { type: 'string' },
    name: { type: 'string', maxLength: NAME_LENGTH_MAX },
    note: { type: 'string' },
    city: { type: 'string' },
    amount: { type: 'number', maximum: AMOUNT_MAX },
    quantity: { type: 'integer' },
    status: { type: 'string', enum: STATUSES },
    tags: { type: 'array', items: { type: 'string', enum: TAGS } },
    due: { type: 'string', format: 'date-time' },
  },
  required: ['name'],
};

/** One system as the simulation sets it up. */
export interface SystemShape {
  readonly capabilities: Partial<AdapterCapabilities>;
  readonly rowsPerPage: number;
  readonly columns: readonly TableField[];
  /** What the binding may do with each field. */
  readonly maps: Readonly<Record<string, FieldMap>>;
}

/** Everything about a simulation that is settled before it begins. */
export interface SimShape {
  readonly systems: Readonly<Record<SystemName, SystemShape>>;
  readonly registry: Omit<Registry, 'status' | 'id' | 'name' | 'key' | 'bindings' | 'schedule'>;
  readonly records: number;
  readonly rounds: number;
  readonly editsPerRound: number;
  /** How bad the faults are; 1: as in their table. */
  readonly severity: number;
}

export function simShape(random: Random, small: boolean): SimShape {
  const records = small ? random.between(4, 12) : random.between(30, 60);
  const mode = random.chance(0.12) ? 'one-way' : 'bidirectional';
  const areAllStable = random.chance(0.4);
  const isStable = () => areAllStable || random.chance(0.6);
  return {
    systems: {
      notion: systemShape(random, mode, isStable()),
      postgres: systemShape(random, mode, isStable()),
      sheets: systemShape(random, mode, isStable()),
    },
    registry: {
      schema: SCHEMA,
      mode,
      from: mode === 'one-way' ? random.oneOf(...SYSTEM_NAMES) : null,
      conflicts: { ...chain(random), fields: random.chance(0.5) ? { tags: mergeChain } : {} },
      deletes: { policy: random.oneOf('propagate', 'propagate', 'propagate', 'unlink', 'ignore') },
      safety: {
        maxDeletePercent: random.oneOf(3, 20, 100),
        deleteFloor: random.oneOf(0, 2),
        maxInvalidPercent: random.oneOf(5, 50, 100),
      },
      ...(random.chance(0.1) ? { approval: ['amount'] } : {}),
    },
    records,
    rounds: random.between(6, 14),
    editsPerRound: small ? random.between(3, 20) : records * random.between(4, 7),
    severity: random.oneOf(0, 0.1, 0.3, 0.3, 1, 3),
  };
}

const mergeChain: StrategyChain = { strategy: ['merge', 'hash'] };

function chain(random: Random): StrategyChain {
  const strategy = random.oneOf<StrategyChain['strategy']>(
    ['last-write-wins', 'hash'],
    ['last-write-wins', 'hash'],
    ['hash'],
    ['prefer'],
    ['manual'],
    ['last-write-wins'],
    ['quorum', 'hash'],
    ['merge', 'prefer'],
  );
  const prefer = [...SYSTEM_NAMES].sort(() => random.next() - 0.5);
  return { strategy, prefer };
}

function systemShape(random: Random, mode: Registry['mode'], stableRowIds: boolean): SystemShape {
  const isMinute = random.chance(0.3);
  return {
    capabilities: {
      stableRowIds,
      deleteMeans: stableRowIds && random.chance(0.5) ? 'trash' : 'delete',
      editTime: random.oneOf<AdapterCapabilities['editTime']>(
        'none',
        { precisionMs: 1 },
        { precisionMs: 60_000 },
      ),
      rowsPerWriteMax: random.oneOf(10, 50, 100),
    },
    rowsPerPage: random.oneOf(25, 50, 100),
    columns: Object.entries(FIELDS).map(([name, cellType], i) => ({
      id: `c${i}`,
      name,
      nativeType: cellType === 'datetime' && isMinute ? 'datetime-minute' : cellType,
      cellType,
      writable: true,
    })),
    maps: Object.fromEntries(
      Object.keys(FIELDS).map((field) => [field, fieldMap(random, field, mode)]),
    ),
  };
}

function fieldMap(random: Random, field: string, mode: Registry['mode']): FieldMap {
  // Key and required fields stay free: a row that cannot give them can never become a record.
  const isFree = field === KEY || field === 'name' || mode === 'one-way';
  const isLimited = !isFree && random.chance(0.05);
  const access: FieldAccess = isLimited ? random.oneOf('read', 'write', 'write', 'none') : 'both';
  const revert = random.chance(0.5) ? { onForbidden: 'revert' as const } : {};
  return { column: field, access, ...(access === 'write' ? revert : {}) };
}
