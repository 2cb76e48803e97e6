import { must } from '../errors/assert.ts';
import type { KnownColumn } from '../model/shape-change.ts';
import type { OpenBinding } from './run-context.ts';

/** The mapped columns of open bindings, by binding name: what the next run compares with. */
export function shapesOf(
  bindings: readonly Pick<OpenBinding, 'binding' | 'table'>[],
): Readonly<Record<string, readonly KnownColumn[]>> {
  return Object.fromEntries(
    bindings.map(({ binding, table }) => [
      binding.name,
      table.fields.map(({ field, column }) => {
        const map = must(binding.fields[field], 'a bound field is mapped');
        return { ...column, field, mappedAs: map.column };
      }),
    ]),
  );
}
