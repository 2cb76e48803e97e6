import { isObject, listOr, objectOr, stringOr } from './json-value.ts';
import { plainText, unformatted } from './rich-text.ts';
import { findOption } from './select-options.ts';
import { optionsOf, type PropertySchema } from './stored-objects.ts';

const TEXT_LIKE = new Set(['url', 'email', 'phone_number']);

/** A stored value in the form of another type; `undefined` if that type cannot hold it. */
export function convertedValue(
  value: unknown,
  before: PropertySchema,
  after: PropertySchema,
): unknown {
  const text = textOf(value, before.type);
  if (text === undefined || text === '') return undefined;
  switch (after.type) {
    case 'rich_text':
      return unformatted(text);
    case 'number': {
      const number = Number(text);
      return Number.isNaN(number) ? undefined : number;
    }
    case 'checkbox':
      return text === 'Yes' || text === 'true';
    case 'select':
    case 'status':
      return option(after, text);
    case 'multi_select':
      return text.split(', ').flatMap((name) => option(after, name) ?? []);
    default:
      return TEXT_LIKE.has(after.type) ? text : undefined;
  }
}

function option(property: PropertySchema, name: string): unknown {
  const found = findOption(optionsOf(property), { name });
  return found && { id: found.id, name: found.name, color: found.color };
}

function textOf(value: unknown, type: string): string | undefined {
  if (type === 'rich_text') return plainText(value);
  if (type === 'checkbox') return value === true ? 'Yes' : 'No';
  if (type === 'multi_select') {
    return listOr(value)
      .map((item) => stringOr(objectOr(item).name) ?? '')
      .join(', ');
  }
  if (typeof value === 'number') return String(value);
  return isObject(value) ? stringOr(value.name) : stringOr(value);
}
