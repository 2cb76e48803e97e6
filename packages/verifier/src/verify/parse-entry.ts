import type { AuditEntry, AuditType } from '@chittyos/engine/audit';
import { canonicalJson } from '@chittyos/engine/crypto';

type Member = keyof AuditEntry;
type Check = (value: unknown) => boolean;

export type ParsedEntry =
  | { readonly ok: true; readonly entry: AuditEntry }
  | { readonly ok: false; readonly message: string };

/** What every entry has, and what each type must have besides. Members beyond these are allowed if known. */
const ALWAYS: readonly Member[] = ['v', 'id', 'type', 'tenant', 'registry', 'run', 't', 'actor'];
const REQUIRED: Readonly<Record<AuditType, readonly Member[]>> = {
  'run.intent': ['planHash'],
  'run.failed': ['rule'],
  'run.halted': ['planHash', 'rule'],
  'run.approved': ['planHash'],
  'run.rejected': [],
  'run.finished': ['result'],
  'write.outcome': ['record', 'key', 'binding', 'op', 'fields', 'result'],
  'record.retired': ['record', 'key', 'fields'],
  'conflict.decided': ['record', 'key', 'field', 'candidates', 'rule', 'value'],
  'conflict.resolved': ['record', 'field', 'candidates', 'value'],
};

/** The form of each member of version 1; a member that is not named here does not belong to the format. */
const FORM: Readonly<Record<Member, Check>> = {
  v: (value) => value === 1,
  id: isUuid,
  type: (value) => typeof value === 'string' && Object.hasOwn(REQUIRED, value),
  tenant: isUuid,
  registry: isUuid,
  run: isUuid,
  t: isTime,
  actor: isName,
  record: isUuid,
  key: isCells,
  binding: isName,
  op: isName,
  fields: isListOf({ field: isName, before: isCell, after: isCell, rule: isText }),
  result: isName,
  rule: isText,
  field: isName,
  candidates: isListOf({ binding: isName, value: isCell }),
  value: isCell,
  planHash: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  detail: (value) => isObject(value) && Object.values(value).every(isScalar),
};

/** Reads a signed text: canonical JSON (RFC 8785) of an audit entry of version 1. */
export function parseEntry(text: string): ParsedEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalJson(value) !== text) return refuse('not canonical JSON');
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('not JSON');
    if (error instanceof TypeError) return refuse(`not canonical JSON: ${error.message}`);
    throw error;
  }
  if (!isObject(value)) return refuse('not an object');
  const wrong = Object.keys(value).find((name) => !isWellFormed(name, value[name]));
  if (wrong !== undefined) return refuse(`${JSON.stringify(wrong)}: not as version 1 has it`);
  const type = value.type as AuditType | undefined;
  const required = [...ALWAYS, ...(type === undefined ? [] : REQUIRED[type])];
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return refuse(`"${missing}": missing`);
  // The checks above are what makes it one.
  return { ok: true, entry: value as unknown as AuditEntry };
}

function isWellFormed(name: string, value: unknown): boolean {
  return Object.hasOwn(FORM, name) && FORM[name as Member](value);
}

function isListOf(members: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(members);
  return (value) =>
    Array.isArray(value) &&
    value.every(
      (item) =>
        isObject(item) &&
        Object.keys(item).length === checks.length &&
        checks.every(([name, check]) => Object.hasOwn(item, name) && check(item[name])),
    );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function isCell(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isText);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

function isCells(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isCell);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function refuse(message: string): ParsedEntry {
  return { ok: false, message: `the signed text: ${message}` };
}
