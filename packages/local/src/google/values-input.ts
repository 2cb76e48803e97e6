import { invalidArgument, invalidValues, unknownField } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Dimension } from './wire.ts';

/** One value of a ValueRange: null leaves the cell as it is, `""` clears it. */
export type InputValue = string | number | boolean | null;

export type ValueInputOption = 'RAW' | 'USER_ENTERED';

/** The values of a request by lines of its major dimension. */
export interface ValueInput {
  /** The range that the body repeats, if it does. */
  readonly range: string | undefined;
  readonly majorDimension: Dimension;
  readonly lines: readonly (readonly InputValue[])[];
}

const FIELDS = new Set(['range', 'majorDimension', 'values']);

/** Checks a ValueRange; `place` is its name in messages, e.g. `data` or `data[0]`. */
export function parseValueInput(body: unknown, place: string): ValueInput {
  const input: JsonObject = isObject(body) ? body : {};
  const foreign = Object.keys(input).find((key) => !FIELDS.has(key));
  if (foreign !== undefined) throw unknownField(foreign, place);
  const lines = parseLines(input.values ?? [], `${place}.values`);
  const range = typeof input.range === 'string' && input.range !== '' ? input.range : undefined;
  return { range, majorDimension: parseDimension(input.majorDimension, place), lines };
}

export function parseDimension(value: unknown, place: string): Dimension {
  if (value === undefined || value === null || value === 'ROWS') return 'ROWS';
  if (value === 'DIMENSION_UNSPECIFIED' || value === '') return 'ROWS';
  if (value === 'COLUMNS') return 'COLUMNS';
  const field = place === '' ? 'major_dimension' : `${place}.major_dimension`;
  const type = 'type.googleapis.com/google.apps.sheets.v4.Dimension';
  const description = `Invalid value at '${field}' (${type}), ${JSON.stringify(value)}`;
  throw invalidValues([{ field, description }]);
}

const LIST_VALUE = 'type.googleapis.com/google.protobuf.ListValue';

function parseLines(values: unknown, field: string): readonly (readonly InputValue[])[] {
  const list = Array.isArray(values) ? values : [values];
  const places = list.map((_, i) => (Array.isArray(values) ? `${field}[${i}]` : field));
  const problems = list.flatMap((line, i) => {
    const place = places[i] ?? field;
    const shown = JSON.stringify(line);
    const description = `Invalid value at '${place}' (${LIST_VALUE}), ${shown}`;
    return Array.isArray(line) ? [] : [{ field: place, description }];
  });
  if (problems.length > 0) throw invalidValues(problems);
  list.forEach((line: unknown[], row) => {
    line.forEach((value, column) => {
      assertScalar(value, row, column);
    });
  });
  return list as InputValue[][];
}

function assertScalar(value: unknown, row: number, column: number): asserts value is InputValue {
  if (typeof value !== 'object' || value === null) return;
  throw invalidArgument(`Invalid values[${row}][${column}]: ${protoText(value)}`);
}

/** A nested list or object as the service prints it: the text format of protocol buffers. */
function protoText(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    const items = value.map(
      (item) =>
        `${indent}  values {\n${indent}    ${protoText(item, `${indent}    `)}\n${indent}  }\n`,
    );
    return `list_value {\n${items.join('')}${indent}}\n`;
  }
  if (isObject(value)) {
    const fields = Object.entries(value).map(
      ([key, member]) =>
        `${indent}  fields {\n${indent}    key: "${key}"\n${indent}    value {\n${indent}      ` +
        `${protoText(member, `${indent}      `)}\n${indent}    }\n${indent}  }\n`,
    );
    return `struct_value {\n${fields.join('')}${indent}}\n`;
  }
  if (typeof value === 'string') return `string_value: ${JSON.stringify(value)}`;
  if (typeof value === 'number') {
    return `number_value: ${Number.isInteger(value) ? value.toFixed(1) : value}`;
  }
  return typeof value === 'boolean' ? `bool_value: ${value}` : 'null_value: NULL_VALUE';
}

/** `valueInputOption` of a request; it has no default. */
export function parseInputOption(value: unknown): ValueInputOption {
  if (value === 'RAW' || value === 'USER_ENTERED') return value;
  const isMissing = value === undefined || value === null || value === '';
  if (isMissing || value === 'INPUT_VALUE_OPTION_UNSPECIFIED') {
    throw invalidArgument("'valueInputOption' is required but not specified");
  }
  const type = 'type.googleapis.com/google.apps.sheets.v4.ValueInputOption';
  const description = `Invalid value at 'value_input_option' (${type}), ${JSON.stringify(value)}`;
  throw invalidValues([{ field: 'value_input_option', description }]);
}
