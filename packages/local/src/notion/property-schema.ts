import { toStoredExpression } from './formula/stored-expression.ts';
import { isObject, type JsonObject, objectOr, stringOr } from './json-value.ts';
import { anyOf, placeError, validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import { NUMBER_FORMATS } from './number-formats.ts';
import { findProperty, plainPropertyId } from './property-names.ts';
import { relationConfig } from './relations.ts';
import { toOptions, toStatusConfig } from './select-options.ts';
import { configOf, type DataSource, optionsOf, type PropertySchema } from './stored-objects.ts';

const SIMPLE_TYPES = [
  'title',
  'rich_text',
  'date',
  'people',
  'files',
  'checkbox',
  'url',
  'email',
  'phone_number',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'place',
  'button',
  'location',
  'verification',
  'last_visited_time',
];
const CONFIGURED_TYPES = [
  'number',
  'select',
  'multi_select',
  'status',
  'formula',
  'relation',
  'rollup',
  'unique_id',
];
/** What a rollup may make of the related values. */
const ROLLUP_FUNCTIONS =
  'count count_all count_values count_unique_values empty not_empty unique show_unique percent_empty percent_not_empty sum average median min max range earliest_date latest_date date_range checked unchecked percent_checked percent_unchecked count_per_group percent_per_group show_original'.split(
    ' ',
  );
const TYPES = new Set([...SIMPLE_TYPES, ...CONFIGURED_TYPES]);
/** The type that a column of a request names, or has the configuration of. */
export function requestedType(input: JsonObject): string | undefined {
  return stringOr(input.type) ?? Object.keys(input).find((key) => TYPES.has(key));
}

/**
 * The configuration of a new column, or of one that gets another type or configuration. A two-way
 * relation also makes its counterpart in the other table. Throws `validation_error`.
 */
export function toConfig(
  state: NotionState,
  source: DataSource,
  property: { readonly id: string; readonly name: string; readonly type: string },
  input: JsonObject,
  known: PropertySchema | undefined,
): JsonObject {
  const { name, type } = property;
  const place = `body.properties.${name}.${type}`;
  const config = objectOr(input[type]);
  const before = known?.type === type ? known : undefined;
  if (!TYPES.has(type)) {
    throw validationError(`body failed validation: ${place} is not a supported property type.`);
  }
  switch (type) {
    case 'number': {
      const format = stringOr(config.format) ?? stringOr(before && configOf(before).format);
      if (format !== undefined && !NUMBER_FORMATS.has(format)) {
        throw placeError(`${place}.format`, anyOf([...NUMBER_FORMATS]), format);
      }
      return { format: format ?? 'number' };
    }
    case 'select':
    case 'multi_select': {
      const options = before ? optionsOf(before) : [];
      if (config.options === undefined) return { options };
      return { options: toOptions(state, config.options, options, `${place}.options`) };
    }
    case 'status':
      return toStatusConfig(state, config, before && configOf(before), `${place}.options`);
    case 'formula':
      return toFormulaConfig(state, source, config, place);
    case 'relation':
      return relationConfig(state, source, property, config, before);
    case 'rollup':
      return toRollupConfig(state, source, before ? { ...configOf(before), ...config } : config);
    case 'unique_id':
      return { prefix: stringOr(config.prefix) ?? null };
    default:
      return {};
  }
}

function toFormulaConfig(
  state: NotionState,
  source: DataSource,
  config: JsonObject,
  place: string,
): JsonObject {
  const { expression } = config;
  if (typeof expression !== 'string')
    throw placeError(`${place}.expression`, 'defined', expression);
  return {
    expression: toStoredExpression(expression, source, String(state.meta.get('workspace'))),
  };
}

function toRollupConfig(state: NotionState, source: DataSource, config: JsonObject): JsonObject {
  const key = (kind: string): string =>
    stringOr(config[`${kind}_property_name`]) ?? stringOr(config[`${kind}_property_id`]) ?? '';
  const relation = findProperty(source, key('relation'));
  if (relation?.type !== 'relation') {
    throw validationError(`Could not find relation property with name or id: ${key('relation')}`);
  }
  const targetId = stringOr(configOf(relation).data_source_id) ?? '';
  const target = targetId === source.id ? source : state.dataSource(targetId);
  const rolled = findProperty(target, key('rollup'));
  if (!rolled) {
    throw validationError(`Could not find rollup property with name or id: ${key('rollup')}`);
  }
  const name = stringOr(config.function) ?? 'show_original';
  if (!ROLLUP_FUNCTIONS.includes(name)) {
    throw placeError('body.properties.rollup.function', anyOf(ROLLUP_FUNCTIONS), config.function);
  }
  return {
    rollup_property_name: rolled.name,
    relation_property_name: relation.name,
    rollup_property_id: plainPropertyId(rolled.id),
    relation_property_id: plainPropertyId(relation.id),
    function: name,
  };
}

/** A column as the API shows it: names of other columns as they are now. */
export function showProperty(
  state: NotionState,
  source: DataSource,
  property: PropertySchema,
): JsonObject {
  if (property.type === 'relation') return showRelation(state, property);
  if (property.type !== 'rollup') return property;
  const config = configOf(property);
  const relation = findProperty(source, stringOr(config.relation_property_id) ?? '');
  const target = state.dataSources.get(
    stringOr(relation && configOf(relation).data_source_id) ?? '',
  );
  const rolled = target && findProperty(target, stringOr(config.rollup_property_id) ?? '');
  const names = {
    relation_property_name: relation?.name ?? config.relation_property_name,
    rollup_property_name: rolled?.name ?? config.rollup_property_name,
  };
  return { ...property, rollup: { ...config, ...names } };
}

function showRelation(state: NotionState, property: PropertySchema): JsonObject {
  const config = configOf(property);
  const dual = config.dual_property;
  const target = state.dataSources.get(stringOr(config.data_source_id) ?? '');
  if (!isObject(dual) || !target) return property;
  const synced = findProperty(target, stringOr(dual.synced_property_id) ?? '');
  const name = synced?.name ?? dual.synced_property_name;
  return {
    ...property,
    relation: { ...config, dual_property: { ...dual, synced_property_name: name } },
  };
}
