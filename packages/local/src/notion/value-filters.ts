import { assertTrue, dateTest } from './date-filters.ts';
import { type JsonObject, listOr, objectOr, stringOr } from './json-value.ts';
import { placeError, validationError } from './notion-error.ts';
import { canonicalId, type NotionState } from './notion-state.ts';
import { plainText } from './rich-text.ts';

/** A test of one value in wire form. */
export type ValueTest = (value: unknown) => boolean;

type TestMaker = (condition: string, operand: unknown, place: string) => ValueTest;

const unknownCondition = (place: string, operand: unknown): Error =>
  placeError(place, 'not present', operand);

/** A condition on values of one type. Throws `validation_error`. */
export function valueTest(
  state: NotionState,
  type: string,
  condition: string,
  operand: unknown,
  place: string,
): ValueTest {
  switch (type) {
    case 'date':
    case 'created_time':
    case 'last_edited_time': {
      const test = dateTest(condition, operand, state.now().getTime(), place);
      return (value) => test(stringOr(value) ?? stringOr(objectOr(value).start));
    }
    case 'people':
    case 'created_by':
    case 'last_edited_by':
      return peopleTest(state, condition, operand, place);
    default: {
      const maker = Object.hasOwn(MAKERS, type) ? MAKERS[type] : undefined;
      if (!maker) throw validationError(`body failed validation: ${place} cannot be filtered.`);
      return maker(condition, operand, place);
    }
  }
}

/** The empty conditions, which all types with empty values have. */
function emptyTest(
  condition: string,
  operand: unknown,
  place: string,
  isEmpty: ValueTest,
): ValueTest | undefined {
  if (condition !== 'is_empty' && condition !== 'is_not_empty') return undefined;
  assertTrue(operand, place);
  return condition === 'is_empty' ? isEmpty : (value) => !isEmpty(value);
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? plainText(value) : (stringOr(value) ?? '');

/** Texts compare regardless of case. */
const textTest: TestMaker = (condition, operand, place) => {
  const empty = emptyTest(condition, operand, place, (value) => textOf(value) === '');
  if (empty) return empty;
  if (typeof operand !== 'string') throw placeError(place, 'a string', operand);
  const wanted = operand.toLowerCase();
  const on =
    (test: (text: string) => boolean): ValueTest =>
    (value) =>
      test(textOf(value).toLowerCase());
  switch (condition) {
    case 'equals':
      return on((text) => text === wanted);
    case 'does_not_equal':
      return on((text) => text !== wanted);
    case 'contains':
      return on((text) => text.includes(wanted));
    case 'does_not_contain':
      return on((text) => !text.includes(wanted));
    case 'starts_with':
      return on((text) => text.startsWith(wanted));
    case 'ends_with':
      return on((text) => text.endsWith(wanted));
    default:
      throw unknownCondition(place, operand);
  }
};

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'number' ? value : objectOr(value).number;
  return typeof number === 'number' ? number : undefined;
};

const numberTest: TestMaker = (condition, operand, place) => {
  const empty = emptyTest(condition, operand, place, (value) => numberOf(value) === undefined);
  if (empty) return empty;
  if (typeof operand !== 'number') throw placeError(place, 'a number', operand);
  const on =
    (test: (number: number) => boolean): ValueTest =>
    (value) => {
      const number = numberOf(value);
      return number !== undefined && test(number);
    };
  switch (condition) {
    case 'equals':
      return on((number) => number === operand);
    case 'does_not_equal':
      return (value) => numberOf(value) !== operand;
    case 'greater_than':
      return on((number) => number > operand);
    case 'less_than':
      return on((number) => number < operand);
    case 'greater_than_or_equal_to':
      return on((number) => number >= operand);
    case 'less_than_or_equal_to':
      return on((number) => number <= operand);
    default:
      throw unknownCondition(place, operand);
  }
};

const checkboxTest: TestMaker = (condition, operand, place) => {
  if (typeof operand !== 'boolean') throw placeError(place, 'a boolean', operand);
  if (condition === 'equals') return (value) => (value === true) === operand;
  if (condition === 'does_not_equal') return (value) => (value === true) !== operand;
  throw unknownCondition(place, operand);
};

/** One name or, since 2026-04-17, several; ids are accepted, too. */
function wantedOptions(operand: unknown, place: string): (option: unknown) => boolean {
  const names = typeof operand === 'string' ? [operand] : listOr(operand);
  if (!names.every((name) => typeof name === 'string'))
    throw placeError(place, 'a string', operand);
  return (option) => {
    const { id, name } = objectOr(option);
    return names.some((wanted) => wanted === name || wanted === id);
  };
}

const optionTest: TestMaker = (condition, operand, place) => {
  const empty = emptyTest(
    condition,
    operand,
    place,
    (value) => value === null || value === undefined,
  );
  if (empty) return empty;
  const isWanted = wantedOptions(operand, place);
  if (condition === 'equals') return isWanted;
  if (condition === 'does_not_equal') return (value) => !isWanted(value);
  throw unknownCondition(place, operand);
};

const multiSelectTest: TestMaker = (condition, operand, place) => {
  const empty = emptyTest(condition, operand, place, (value) => listOr(value).length === 0);
  if (empty) return empty;
  const isWanted = wantedOptions(operand, place);
  if (condition === 'contains') return (value) => listOr(value).some(isWanted);
  if (condition === 'does_not_contain') return (value) => !listOr(value).some(isWanted);
  throw unknownCondition(place, operand);
};

const idTest: TestMaker = (condition, operand, place) => {
  const items = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  const empty = emptyTest(condition, operand, place, (value) => items(value).length === 0);
  if (empty) return empty;
  const id = canonicalId(operand);
  if (id === undefined) throw placeError(place, 'a valid uuid', operand);
  const contains: ValueTest = (value) => items(value).some((item) => objectOr(item).id === id);
  if (condition === 'contains') return contains;
  if (condition === 'does_not_contain') return (value) => !contains(value);
  throw unknownCondition(place, operand);
};

function peopleTest(
  state: NotionState,
  condition: string,
  operand: unknown,
  place: string,
): ValueTest {
  return idTest(condition, operand === 'me' ? state.integration().id : operand, place);
}

const filesTest: TestMaker = (condition, operand, place) => {
  const empty = emptyTest(condition, operand, place, (value) => listOr(value).length === 0);
  if (empty) return empty;
  throw unknownCondition(place, operand);
};

const verificationTest: TestMaker = (condition, operand, place) => {
  if (condition !== 'status') throw unknownCondition(place, operand);
  return (value) => ((objectOr(value) as JsonObject).state ?? 'none') === operand;
};

const MAKERS: Readonly<Record<string, TestMaker>> = {
  title: textTest,
  rich_text: textTest,
  url: textTest,
  email: textTest,
  phone_number: textTest,
  number: numberTest,
  unique_id: numberTest,
  checkbox: checkboxTest,
  select: optionTest,
  status: optionTest,
  multi_select: multiSelectTest,
  relation: idTest,
  files: filesTest,
  verification: verificationTest,
};
