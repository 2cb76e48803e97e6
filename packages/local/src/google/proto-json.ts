import { invalidValues, type Violation } from './errors.ts';
import { isObject, type JsonObject, normalized } from './json.ts';
import { scalarOf, shownValue, typeName } from './proto-scalars.ts';
import { enumOf, type Field, type Message, messageOf } from './request-messages.ts';

/**
 * A JSON body as the service reads it into a message: names in either spelling, nulls as if they
 * were not there, numbers and enumerations in one spelling. Throws one error with all that does not
 * fit, in the order of the body, each with its place.
 */
export function readMessage(body: JsonObject, type: string, place = ''): JsonObject {
  const problems: Violation[] = [];
  const message = messageOf(type);
  if (!message) throw new Error(`no message ${type}`);
  const read = readFields(body, message, place, problems);
  if (problems.length > 0) throw invalidValues(problems);
  return read;
}

const violation = (field: string, description: string): Violation =>
  field === '' ? { description } : { field, description };

const at = (place: string): string => (place === '' ? '' : ` at '${place}'`);

const below = (place: string, field: Field): string =>
  place === '' ? field.protoName : `${place}.${field.protoName}`;

function readFields(
  value: JsonObject,
  message: Message,
  place: string,
  problems: Violation[],
): JsonObject {
  const result: JsonObject = {};
  const taken = new Set<string>();
  for (const [name, member] of Object.entries(value)) {
    const field = message.get(name);
    if (!field) {
      problems.push(unknownName(name, place, 'Cannot find field.'));
      continue;
    }
    if (member === null) continue;
    if (field.oneof !== undefined && taken.has(field.oneof)) {
      const rule = `oneof field '${field.oneof}' is already set. Cannot set '${name}'`;
      problems.push(violation(place, `Invalid value${at(place)} (oneof), ${rule}`));
      continue;
    }
    if (field.oneof !== undefined) taken.add(field.oneof);
    const read = readField(field, member, place, problems);
    if (read !== undefined) result[field.name] = read;
  }
  return result;
}

const unknownName = (name: string, place: string, reason: string): Violation =>
  violation(place, `Invalid JSON payload received. Unknown name "${name}"${at(place)}: ${reason}`);

function readField(field: Field, value: unknown, place: string, problems: Violation[]): unknown {
  if (field.type === '!') return value;
  const here = below(place, field);
  if (field.isRepeated) return readList(field, value, here, problems);
  if (!Array.isArray(value)) return readOne(field, value, here, place, problems);
  if (field.type === '*') return normalized(value);
  const reason = 'Proto field is not repeating, cannot start list.';
  problems.push(unknownName(field.name, place, reason));
  return undefined;
}

/** A single value stands for a list of one; lists in lists are one list. */
function readList(field: Field, value: unknown, here: string, problems: Violation[]): unknown[] {
  if (!Array.isArray(value)) return [readOne(field, value, here, here, problems)];
  return value.flat(8).flatMap((item: unknown, i) => {
    if (item === null) return [];
    const place = `${here}[${i}]`;
    return [readOne(field, item, place, place, problems)];
  });
}

function readOne(
  field: Field,
  value: unknown,
  here: string,
  parent: string,
  problems: Violation[],
): unknown {
  const { type } = field;
  if (type === '*') return normalized(value);
  const message = messageOf(type);
  if (message) {
    if (isObject(value)) return readFields(value, message, here, problems);
    problems.push(invalidValue(here, type, value));
    return undefined;
  }
  if (isObject(value)) {
    if (field.isWrapped && 'value' in value)
      return readOne(field, value.value, here, parent, problems);
    const rule = `(${field.protoName}), Starting an object on a scalar field`;
    problems.push(violation(parent, `Invalid value${at(parent)} ${rule}`));
    return undefined;
  }
  const scalar = scalarOf(type, value);
  if (scalar === undefined) {
    problems.push(invalidValue(field.isWrapped ? `${here}.value` : here, type, value));
  }
  return scalar;
}

const invalidValue = (place: string, type: string, value: unknown): Violation =>
  violation(place, `Invalid value${at(place)} (${typeName(type)}), ${shownValue(value)}`);

/** Parameters that every call takes, beside those of its own. */
const SYSTEM = new Set(
  'fields key alt prettyPrint quotaUser access_token oauth_token callback upload_protocol $.xgafv'.split(
    ' ',
  ),
);

/**
 * The parameters of a call in one spelling. Throws on values that do not fit their type, and on
 * names that the call does not have. Of a parameter that is given twice the last one counts.
 */
export function readQuery(query: URLSearchParams, parameters: Message): URLSearchParams {
  const read = new URLSearchParams();
  const problems: Violation[] = [];
  for (const [name, text] of query) {
    if (SYSTEM.has(name)) {
      read.append(name, text);
      continue;
    }
    const field = parameters.get(name);
    if (!field) {
      const reason = `Cannot bind query parameter. Field '${name}' could not be found in request message.`;
      problems.push(unknownName(name, '', reason));
    } else if (field.type === '*' || messageOf(field.type)) {
      read.append(field.name, text);
    } else bind(field, text, read, problems);
  }
  if (problems.length > 0) throw invalidValues(problems);
  return read;
}

function bind(field: Field, text: string, read: URLSearchParams, problems: Violation[]): void {
  const isEnum = enumOf(field.type) !== undefined;
  const value = isEnum && text === '' ? undefined : scalarOf(field.type, text);
  if (value === undefined) problems.push(invalidValue(field.protoName, field.type, text));
  else if (field.isRepeated) read.append(field.name, String(value));
  else read.set(field.name, String(value));
}
