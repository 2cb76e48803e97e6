import type { Fault, FaultRule } from './fault-rules.ts';

/** A control call that cannot be understood; answered with 400 and the message. */
export class ControlInputError extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object. Throws a ControlInputError that names the place. */
export function asObject(value: unknown, place: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new ControlInputError(`${place} must be an object`);
}

/** The value as an array. Throws a ControlInputError that names the place. */
export function asArray(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ControlInputError(`${place} must be an array`);
}

/** The value as a string, `undefined` if it is absent or null. */
export function asOptionalString(value: unknown, place: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ControlInputError(`${place} must be a string`);
}

/** The value as a finite number. */
export function asNumber(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ControlInputError(`${place} must be a number`);
}

/** A fault rule of `POST /__emulator/faults`; `skip` is 0 and `times` 1 unless given. */
export function asFaultRule(value: unknown, place: string): FaultRule {
  const rule = asObject(value, place);
  const match = asObject(rule.match ?? {}, `${place}.match`);
  const path = asOptionalString(match.path, `${place}.match.path`);
  return {
    method: asOptionalString(match.method, `${place}.match.method`)?.toUpperCase(),
    path: path === undefined ? undefined : asPattern(path, `${place}.match.path`),
    skip: asNumber(rule.skip ?? 0, `${place}.skip`),
    times: asNumber(rule.times ?? 1, `${place}.times`),
    fault: asFault(rule.fault, rule.afterCommit, `${place}.fault`),
  };
}

function asPattern(source: string, place: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new ControlInputError(`${place} is not a regular expression`);
  }
}

// `afterCommit` may stand in the fault or beside it.
function asFault(value: unknown, besideIt: unknown, place: string): Fault {
  const fault = asObject(value, place);
  const afterCommit = (fault.afterCommit ?? besideIt) === true;
  const kind = fault.kind;
  switch (kind) {
    case 'status': {
      const status = asNumber(fault.status, `${place}.status`);
      if (!Number.isInteger(status) || status < 200 || status > 599) {
        throw new ControlInputError(`${place}.status must be from 200 to 599`);
      }
      const headers = asHeaders(fault.headers ?? {}, `${place}.headers`);
      return { kind, afterCommit, status, headers, body: fault.body };
    }
    case 'delay':
      return { kind, afterCommit, ms: asNumber(fault.ms, `${place}.ms`) };
    case 'hang':
    case 'reset':
      return { kind, afterCommit };
    default:
      throw new ControlInputError(`${place}.kind must be status, delay, hang or reset`);
  }
}

function asHeaders(value: unknown, place: string): Record<string, string> {
  const headers = Object.entries(asObject(value, place));
  return Object.fromEntries(headers.map(([name, header]) => [name, String(header)]));
}
