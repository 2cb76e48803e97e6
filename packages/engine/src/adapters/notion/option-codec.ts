import type { BoundField } from '../../model/bound-table.ts';
import { canonicalSet } from '../../model/cell.ts';
import type { FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, type Refusal, refuse } from './property-value.ts';

const OPTION_NAME_MAX = 100;
/** Options that one request may set on a multi_select. */
const OPTIONS_PER_VALUE_MAX = 100;

/** A select or status property. */
export function optionCodec(nativeType: 'select' | 'status', field: BoundField): FieldCodec {
  const check = optionCheck(nativeType, field);
  return {
    encode: (cell) => {
      if (cell === null) {
        // A status without a value is given the default option by Notion.
        return nativeType === 'status'
          ? refuse('STATUS_EMPTY', 'a Notion status cannot be empty')
          : encoded({ select: null });
      }
      if (typeof cell !== 'string') return refuse('TYPE', 'the cell is not an option');
      return check(cell) ?? encoded({ [nativeType]: { name: cell } });
    },
    decode: (native) => {
      const held = heldValue(native, nativeType);
      if (!held.ok) return held;
      if (held.value === null) return { ok: true, cell: null };
      const name = optionName(held.value);
      return name === null
        ? refuse('TYPE', `the ${nativeType} has no name`)
        : decodeAs('enum', name);
    },
  };
}

/** A multi_select property; the order of its options carries no meaning. */
export function optionSetCodec(field: BoundField): FieldCodec {
  const check = optionCheck('multi_select', field);
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ multi_select: [] });
      if (!Array.isArray(cell)) return refuse('TYPE', 'the cell is not a set of options');
      const options: readonly string[] = cell;
      if (options.length > OPTIONS_PER_VALUE_MAX) {
        return refuse('TOO_LONG', `${options.length} options; Notion takes 100`);
      }
      if (new Set(options.map(fold)).size < options.length) {
        return refuse(
          'OPTION_CASE',
          'two options differ in case only; Notion holds them to be one',
        );
      }
      for (const option of options) {
        const refusal = check(option);
        if (refusal !== null) return refusal;
      }
      return encoded({ multi_select: options.map((name) => ({ name })) });
    },
    decode: (native) => {
      const held = heldValue(native, 'multi_select');
      if (!held.ok) return held;
      if (!Array.isArray(held.value)) return refuse('TYPE', 'multi_select is not a list');
      const names = held.value.map(optionName);
      return names.every((name) => name !== null)
        ? decodeAs('enum-set', canonicalSet(names))
        : refuse('TYPE', 'an option of multi_select has no name');
    },
  };
}

type OptionCheck = (name: string) => Refusal | null;

/**
 * Which option names may be written. An existing option always; a new one only where Notion creates it
 * (select and multi_select), the field permits it, and no existing option differs from it in case only.
 */
function optionCheck(nativeType: string, { column, options = [] }: BoundField): OptionCheck {
  const existing = new Set(column.options ?? []);
  const permitted = new Set(nativeType === 'status' ? [] : options);
  const byFoldedName = new Map([...existing].map((name) => [fold(name), name]));
  return (name) => {
    if (name.includes(',')) {
      return refuse('OPTION_COMMA', `Notion permits no comma in an option: ${quote(name)}`);
    }
    if (existing.has(name)) return null;
    const alike = byFoldedName.get(fold(name));
    if (alike !== undefined) {
      return refuse('UNKNOWN_OPTION', `${quote(name)} is not an option, but ${quote(alike)} is`);
    }
    if (!permitted.has(name)) {
      return refuse('UNKNOWN_OPTION', `${quote(name)} is not an option of ${quote(column.name)}`);
    }
    return name.length > OPTION_NAME_MAX
      ? refuse(
          'TOO_LONG',
          `an option of ${name.length} characters; Notion takes ${OPTION_NAME_MAX}`,
        )
      : null;
  };
}

/** Notion holds option names that differ only in case to be the same. */
function fold(name: string): string {
  return name.toLowerCase();
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, OPTION_NAME_MAX));
}

function optionName(option: unknown): string | null {
  return isObject(option) && typeof option.name === 'string' ? option.name : null;
}
