import { toDateValue } from './date-values.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import { canonicalId, type NotionState } from './notion-state.ts';
import { toRichText } from './rich-text.ts';
import { chooseOption } from './select-options.ts';
import type { Option, PropertySchema } from './stored-objects.ts';

const READ_ONLY = new Set([
  'formula',
  'rollup',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
  'button',
]);
const MAX_REFERENCES = 100;
const MAX_FILE_NAME = 100;

/** A value as it is stored, and the options that the column gets with it. */
export interface WrittenValue {
  readonly value: unknown;
  readonly newOptions: readonly Option[];
}

/** Turns a value of a page request into the stored form. Throws `validation_error`. */
export function toStoredValue(
  state: NotionState,
  property: PropertySchema,
  input: unknown,
  key: string,
): WrittenValue {
  const { type, name } = property;
  const place = `body.properties.${key}.${type}`;
  if (READ_ONLY.has(type)) {
    throw validationError(`${name} is a ${type} property and cannot be updated with the API.`);
  }
  // The title alone may also be given as bare rich text.
  const value = Array.isArray(input) && type === 'title' ? input : objectOr(input)[type];
  if (value === undefined) throw validationError(`${name} is expected to be ${type}.`);
  const plain = (stored: unknown): WrittenValue => ({ value: stored, newOptions: [] });
  switch (type) {
    case 'title':
    case 'rich_text':
      return plain(toRichText(state, value, place));
    case 'select':
    case 'status':
      return toSingleOption(state, property, value, place);
    case 'multi_select':
      return toManyOptions(state, property, value, place);
    case 'date':
      return plain(toDateValue(value, place));
    case 'people':
    case 'relation':
      return plain(toReferences(value, place));
    case 'files':
      return plain(listOf(value, place).map((file, i) => toFile(file, `${place}[${i}]`)));
    case 'place':
      return plain(toPlace(value, place));
    default:
      return plain(toScalar(type, value, place));
  }
}

function toSingleOption(
  state: NotionState,
  property: PropertySchema,
  value: unknown,
  place: string,
): WrittenValue {
  if (value === null) return { value: null, newOptions: [] };
  if (!isObject(value)) throw placeError(place, 'an object or `null`', value);
  const { option, isNew } = chooseOption(state, property, value, place);
  return { value: shown(option), newOptions: isNew ? [option] : [] };
}

function toManyOptions(
  state: NotionState,
  property: PropertySchema,
  value: unknown,
  place: string,
): WrittenValue {
  const chosen: Option[] = [];
  const newOptions: Option[] = [];
  for (const [i, item] of listOf(value, place).entries()) {
    const wanted = objectOr(item);
    const known = newOptions.find((option) => option.name === wanted.name);
    const made = known
      ? { option: known, isNew: false }
      : chooseOption(state, property, wanted, `${place}[${i}]`);
    if (made.isNew) newOptions.push(made.option);
    if (!chosen.includes(made.option)) chosen.push(made.option);
  }
  return { value: chosen.map(shown), newOptions };
}

const shown = ({ id, name, color }: Option): Option => ({ id, name, color });

function listOf(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw placeError(place, 'an array', value);
  if (value.length > MAX_REFERENCES) {
    throw placeError(`${place}.length`, `≤ \`${MAX_REFERENCES}\``, value.length);
  }
  return value;
}

function toReferences(value: unknown, place: string): readonly JsonObject[] {
  const ids = listOf(value, place).map((item, i) => {
    const id = canonicalId(objectOr(item).id);
    if (id === undefined) {
      throw placeError(`${place}[${i}].id`, 'a valid uuid', objectOr(item).id);
    }
    return id;
  });
  return [...new Set(ids)].map((id) => ({ id }));
}

function toFile(value: unknown, place: string): JsonObject {
  const file = objectOr(value);
  const url = stringOr(objectOr(file.external).url) ?? stringOr(objectOr(file.file).url);
  const name = stringOr(file.name);
  if (name !== undefined && name.length > MAX_FILE_NAME) {
    throw placeError(`${place}.name.length`, `≤ \`${MAX_FILE_NAME}\``, name.length);
  }
  if (isObject(file.file_upload)) {
    const id = stringOr(file.file_upload.id) ?? '';
    return { name: stringOr(file.name) ?? 'file', type: 'file', file: { upload: id } };
  }
  if (url === undefined) throw placeError(`${place}.external`, 'defined', file.external);
  const type = isObject(file.external) ? 'external' : 'file';
  return { name: stringOr(file.name) ?? url, type, [type]: { url } };
}

function toPlace(value: unknown, place: string): JsonObject | null {
  if (value === null) return null;
  if (!isObject(value)) throw placeError(place, 'an object or `null`', value);
  const { lat, lon } = value;
  if (typeof lat !== 'number') throw placeError(`${place}.lat`, 'a number', lat);
  if (typeof lon !== 'number') throw placeError(`${place}.lon`, 'a number', lon);
  const text = (key: string): string | null => stringOr(value[key]) ?? null;
  return {
    lat,
    lon,
    name: text('name'),
    address: text('address'),
    aws_place_id: text('aws_place_id'),
    google_place_id: text('google_place_id'),
  };
}

const TEXT_LIMITS: Readonly<Record<string, number>> = { url: 2000, email: 200, phone_number: 200 };

function toScalar(type: string, value: unknown, place: string): unknown {
  if (type === 'checkbox') {
    if (typeof value !== 'boolean') throw placeError(place, 'a boolean', value);
    return value;
  }
  if (type === 'number') {
    if (value === null || typeof value === 'number') return value;
    throw placeError(place, 'a number or `null`', value);
  }
  const limit = TEXT_LIMITS[type];
  if (limit === undefined) return value;
  if (value === null) return null;
  if (typeof value !== 'string') throw placeError(place, 'a string or `null`', value);
  if (value === '') throw placeError(`${place}.length`, '≥ `1`', value.length);
  if (value.length > limit) throw placeError(`${place}.length`, `≤ \`${limit}\``, value.length);
  return value;
}

/** The value of a column in a page that never set it. */
export function emptyValue(property: PropertySchema): unknown {
  switch (property.type) {
    case 'title':
    case 'rich_text':
    case 'multi_select':
    case 'people':
    case 'relation':
    case 'files':
      return [];
    case 'checkbox':
      return false;
    case 'button':
      return {};
    case 'status': {
      const config = objectOr(property.status);
      const first = listOr(objectOr(listOr(config.groups)[0]).option_ids)[0];
      const options = listOr(config.options) as readonly Option[];
      const option = options.find(({ id }) => id === first) ?? options[0];
      return option ? shown(option) : null;
    }
    case 'verification':
      return { state: 'unverified', verified_by: null, date: null };
    default:
      return null;
  }
}
