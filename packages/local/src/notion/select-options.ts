import { isObject, type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { anyOf, placeError, validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { type Option, optionsOf, type PropertySchema } from './stored-objects.ts';

const COLORS = [
  'default',
  'gray',
  'brown',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'red',
];
const MAX_OPTIONS = 100;

/**
 * The options that a schema request leaves: those it lists, keeping ids, names and colours of known
 * ones.
 */
export function toOptions(
  state: NotionState,
  value: unknown,
  known: readonly Option[],
  place: string,
): Option[] {
  if (!Array.isArray(value)) throw placeError(place, 'an array', value);
  const wanted = value.map((option: unknown, i) => {
    if (isObject(option)) return option;
    throw placeError(`${place}[${i}]`, 'an object', option);
  });
  if (wanted.length > MAX_OPTIONS) {
    throw placeError(`${place}.length`, `≤ \`${MAX_OPTIONS}\``, wanted.length);
  }
  const names = new Set<string>();
  return wanted.map((option, i) => {
    const existing = findOption(known, option);
    const made = existing ?? newOption(state, option, `${place}[${i}]`);
    const key = made.name.toLowerCase();
    if (names.has(key)) {
      throw validationError(`Cannot create select options with duplicate names: ${made.name}`);
    }
    names.add(key);
    return made;
  });
}

/** An option by id, else by name regardless of case. */
export function findOption(options: readonly Option[], wanted: JsonObject): Option | undefined {
  const id = stringOr(wanted.id);
  const name = stringOr(wanted.name)?.toLowerCase();
  return (
    options.find((option) => id !== undefined && option.id === id) ??
    options.find((option) => option.name.toLowerCase() === name)
  );
}

function newOption(state: NotionState, option: JsonObject, place: string): Option {
  const name = stringOr(option.name);
  if (name === undefined || name === '') throw placeError(`${place}.name`, 'defined', option.name);
  if (name.includes(',')) {
    throw validationError(`Invalid select option, commas not allowed: ${name}`);
  }
  if (name.length > 100) throw placeError(`${place}.name.length`, '≤ `100`', name.length);
  const color = stringOr(option.color) ?? 'default';
  if (!COLORS.includes(color)) throw placeError(`${place}.color`, anyOf(COLORS), color);
  return { id: state.newId(), name, color, description: stringOr(option.description) ?? null };
}

/** What a written option stands for: a known option, or a new one to add to the column. */
export function chooseOption(
  state: NotionState,
  property: PropertySchema,
  value: unknown,
  place: string,
): { readonly option: Option; readonly isNew: boolean } {
  const wanted = objectOr(value);
  const existing = findOption(optionsOf(property), wanted);
  if (existing) return { option: existing, isNew: false };
  if (property.type === 'status') {
    const name = stringOr(wanted.name) ?? stringOr(wanted.id) ?? '';
    throw validationError(`Invalid status option. Status option "${name}" does not exist".`);
  }
  if (stringOr(wanted.name) === undefined && stringOr(wanted.id) !== undefined) {
    throw validationError(`Select option with ID ${String(wanted.id)} does not exist.`);
  }
  return { option: newOption(state, wanted, place), isNew: true };
}

/** The configuration of a new status column, or of one whose options are replaced. */
export function toStatusConfig(
  state: NotionState,
  config: JsonObject,
  known: JsonObject | undefined,
  place: string,
): JsonObject {
  const before = listOr(known?.options) as readonly Option[];
  if (config.options === undefined) return known ?? newStatusConfig(state);
  const options = toOptions(state, config.options, before, place);
  const groups = listOr(known?.groups ?? newStatusConfig(state).groups).filter(isObject);
  const groupOf = (option: Option): unknown => {
    const asked = listOr(config.options).filter(isObject);
    const group = asked.find((candidate) => candidate.name === option.name)?.group;
    const kept = groups.find((candidate) => listOr(candidate.option_ids).includes(option.id));
    return stringOr(group) ?? kept?.name ?? 'To-do';
  };
  return {
    options,
    groups: groups.map((group) => ({
      ...group,
      option_ids: options.filter((option) => groupOf(option) === group.name).map(({ id }) => id),
    })),
  };
}

function newStatusConfig(state: NotionState): JsonObject {
  const names = [
    { name: 'Not started', color: 'default', group: 'To-do', groupColor: 'gray' },
    { name: 'In progress', color: 'blue', group: 'In progress', groupColor: 'blue' },
    { name: 'Done', color: 'green', group: 'Complete', groupColor: 'green' },
  ];
  const options = names.map(({ name, color }) => newOption(state, { name, color }, 'options'));
  const groups = names.map(({ group, groupColor }, i) => ({
    id: state.newId(),
    name: group,
    color: groupColor,
    option_ids: [options[i]?.id],
  }));
  return { options, groups };
}
