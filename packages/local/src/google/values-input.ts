import { invalidArgument, invalidValues } from './errors.ts';
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

/** The values of a ValueRange that was read; `place` is its name in messages: `data` or `data[0]`. */
export function parseValueInput(input: JsonObject, place: string): ValueInput {
  const lines = parseLines(input.values ?? [], `${place}.values`);
  const range = typeof input.range === 'string' && input.range !== '' ? input.range : undefined;
  return { range, majorDimension: dimensionOf(input.majorDimension), lines };
}

/** A dimension that is not given, or is unspecified, is that of rows. */
export const dimensionOf = (value: unknown): Dimension =>
  value === 'COLUMNS' ? 'COLUMNS' : 'ROWS';

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
  throw invalidArgument("'valueInputOption' is required but not specified");
}
