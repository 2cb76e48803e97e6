import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { ErrorCode } from '../../errors/codes.ts';

/** Postgres refused a statement because of a row's data. The transaction had no effect. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  readonly sqlState: string;
  /** The outcome rule, e.g. `UNIQUE_CLASH`. */
  readonly rule: string;
  readonly column: string | null;
  /** The constraint that refused, where one did, and the table that has it. */
  readonly constraint: string | null;
  readonly table: string | null;

  constructor(fault: PostgresFault, rule: string) {
    super(explain(fault, rule));
    this.sqlState = fault.code;
    this.rule = rule;
    this.column = fault.column ?? null;
    this.constraint = fault.constraint ?? null;
    this.table = fault.table ?? null;
  }
}

/** Whether what another row has forbids the write: once that gives it up, it is possible. */
export function isClash({ rule }: StatementRefused): boolean {
  return rule === 'UNIQUE_CLASH' || rule === 'EXCLUSION';
}

/** The parts of an error report that both drivers give. */
export interface PostgresFault {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly message: string;
  readonly constraint?: string | undefined;
  readonly column?: string | undefined;
  readonly table?: string | undefined;
}

const DATA_RULES: Readonly<Record<string, string>> = {
  '23505': 'UNIQUE_CLASH',
  '23502': 'NOT_NULL',
  // Either way; `rule-of-link.ts` tells which row is in the way.
  '23503': 'FOREIGN_KEY',
  '23001': 'FOREIGN_KEY',
  '23514': 'CHECK',
  '23P01': 'EXCLUSION',
  // A rule of the table that rewrites the statement, among others; the same for every row.
  '0A000': 'UNSUPPORTED',
  '42804': 'VALUE',
  '428C9': 'GENERATED_COLUMN',
  '54000': 'TOO_LONG',
};

/** Rules of whole classes; P0, 38, 39 and 2F come from the customer's triggers and functions. */
const DATA_CLASS_RULES: Readonly<Record<string, string>> = {
  '22': 'VALUE',
  '23': 'CONSTRAINT',
  '44': 'CHECK',
  P0: 'TRIGGER',
  '38': 'TRIGGER',
  '39': 'TRIGGER',
  '2F': 'TRIGGER',
};

const CODES: Readonly<Record<string, ErrorCode>> = {
  '28P01': 'CS_CREDENTIAL_REFUSED',
  '28000': 'CS_CREDENTIAL_REFUSED',
  '3D000': 'CS_CREDENTIAL_INVALID',
  '42501': 'CS_ACCESS_DENIED',
  '25006': 'CS_ACCESS_DENIED',
  '42P01': 'CS_TABLE_NOT_FOUND',
  '3F000': 'CS_TABLE_NOT_FOUND',
  '42703': 'CS_COLUMN_MISSING',
  '42P07': 'CS_STATE_CONFLICT',
  '40001': 'CS_SYSTEM_UNAVAILABLE',
  '40P01': 'CS_SYSTEM_UNAVAILABLE',
  '55P03': 'CS_SYSTEM_UNAVAILABLE',
};

/** Connection faults, resource shortage, operator intervention (with timeouts), system errors. */
const UNAVAILABLE_CLASSES = new Set(['08', '53', '57', '58']);

/** The coded error or refusal that a Postgres error report means. */
export function errorOfFault(fault: PostgresFault): ChittySyncError | StatementRefused {
  const rule = DATA_RULES[fault.code] ?? DATA_CLASS_RULES[fault.code.slice(0, 2)];
  if (rule !== undefined) return new StatementRefused(fault, rule);
  const code =
    CODES[fault.code] ??
    (UNAVAILABLE_CLASSES.has(fault.code.slice(0, 2))
      ? 'CS_SYSTEM_UNAVAILABLE'
      : 'CS_SYSTEM_UNEXPECTED');
  return new ChittySyncError(code, `Postgres answered ${fault.code}${say(fault)}`, {
    details: { sqlState: fault.code },
    retryable: code === 'CS_SYSTEM_UNAVAILABLE',
  });
}

/** The server cannot be reached, or the connection was lost. Names no host: it may be secret. */
export function unreachable(reason: string): ChittySyncError {
  return new ChittySyncError(
    'CS_SYSTEM_UNAVAILABLE',
    `the Postgres server cannot be reached (${reason})`,
    { retryable: true },
  );
}

/**
 * Reads SQLSTATE and names from a driver's error; null when it is not an error report of Postgres.
 */
export function faultOf(error: unknown): PostgresFault | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, message, constraint, column, table } = error as Record<string, unknown>;
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null;
  if (!/\d/.test(code)) return null;
  return {
    code,
    message: typeof message === 'string' ? message : '',
    constraint: typeof constraint === 'string' ? constraint : undefined,
    column: typeof column === 'string' ? column : undefined,
    table: typeof table === 'string' ? table : undefined,
  };
}

/** Only class 42 messages are repeated: they hold names, never values or connection data. */
function say(fault: PostgresFault): string {
  return fault.code.startsWith('42') ? `: ${fault.message}` : '';
}

function explain(fault: PostgresFault, rule: string): string {
  if (rule === 'UNIQUE_CLASH') {
    return `another row already holds a value that ${name(fault)} permits only once`;
  }
  if (rule === 'NOT_NULL') return `the column ${fault.column ?? '?'} must not be empty`;
  if (fault.constraint !== undefined) return `${name(fault)} refuses the row`;
  return fault.message;
}

function name(fault: PostgresFault): string {
  return `the constraint ${JSON.stringify(fault.constraint ?? '?')}`;
}
