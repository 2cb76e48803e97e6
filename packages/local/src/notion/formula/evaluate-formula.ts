import { add, FORMULA_FUNCTIONS } from './formula-functions.ts';
import {
  compareValues,
  dateAt,
  type FormulaValue,
  isList,
  isTrue,
  numberOf,
} from './formula-values.ts';
import type { Formula } from './parse-formula.ts';

/** What a formula can ask for besides its own text. */
export interface FormulaScope {
  readonly now: number;
  property(reference: string): FormulaValue;
  readonly variables: ReadonlyMap<string, FormulaValue>;
}

/** A function that the emulator does not know. */
export class UnknownFunctionError extends Error {}

/** The value of a formula. Throws an UnknownFunctionError for functions that are not emulated. */
export function evaluateFormula(formula: Formula, scope: FormulaScope): FormulaValue {
  const value = (inner: Formula): FormulaValue => evaluateFormula(inner, scope);
  switch (formula.kind) {
    case 'literal':
      return formula.value;
    case 'property':
      return scope.property(formula.reference);
    case 'name':
      if (scope.variables.has(formula.name)) return scope.variables.get(formula.name);
      return call(formula.name, [], scope);
    case 'unary': {
      const operand = value(formula.operand);
      if (formula.operator !== '-') return !isTrue(operand);
      return orEmpty(-numberOf(operand));
    }
    case 'binary':
      return binary(formula.operator, formula.left, formula.right, value);
    case 'conditional':
      return value(isTrue(value(formula.test)) ? formula.whenTrue : formula.whenFalse);
    case 'call':
      return call(formula.name, formula.args, scope);
    case 'method':
      return call(formula.name, [formula.target, ...formula.args], scope);
  }
}

function binary(
  operator: string,
  left: Formula,
  right: Formula,
  value: (formula: Formula) => FormulaValue,
): FormulaValue {
  const a = value(left);
  if (operator === 'and' || operator === '&&') return isTrue(a) && isTrue(value(right));
  if (operator === 'or' || operator === '||') return isTrue(a) || isTrue(value(right));
  const b = value(right);
  switch (operator) {
    case '==':
      return compareValues(a, b) === 0;
    case '!=':
      return compareValues(a, b) !== 0;
    case '>':
      return a !== undefined && b !== undefined && compareValues(a, b) > 0;
    case '<':
      return a !== undefined && b !== undefined && compareValues(a, b) < 0;
    case '>=':
      return a !== undefined && b !== undefined && compareValues(a, b) >= 0;
    case '<=':
      return a !== undefined && b !== undefined && compareValues(a, b) <= 0;
    case '+':
      return add(a, b);
    default:
      return orEmpty(arithmetic(operator, numberOrZero(a), numberOrZero(b)));
  }
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

/** An empty number counts as 0 in arithmetic (recorded). */
const numberOrZero = (value: FormulaValue): number => (value === undefined ? 0 : numberOf(value));

const orEmpty = (value: number): FormulaValue => (Number.isNaN(value) ? undefined : value);

/** Functions that do not evaluate all of their arguments, or evaluate them more than once. */
function call(name: string, args: readonly Formula[], scope: FormulaScope): FormulaValue {
  const value = (i: number): FormulaValue => {
    const arg = args[i];
    return arg === undefined ? undefined : evaluateFormula(arg, scope);
  };
  switch (name) {
    case 'if':
      return isTrue(value(0)) ? value(1) : value(2);
    case 'ifs': {
      for (let i = 0; i + 1 < args.length; i += 2) if (isTrue(value(i))) return value(i + 1);
      return args.length % 2 === 1 ? value(args.length - 1) : undefined;
    }
    case 'and':
      return args.every((_, i) => isTrue(value(i)));
    case 'or':
      return args.some((_, i) => isTrue(value(i)));
    case 'now':
      return dateAt(Math.floor(scope.now / 60_000) * 60_000);
    case 'today':
      return dateAt(Math.floor(scope.now / 86_400_000) * 86_400_000, false);
    case 'let':
    case 'lets':
      return bind(args, scope);
    case 'map':
    case 'filter':
    case 'some':
    case 'every':
    case 'find':
      return iterate(name, value(0), args[1], scope);
    default: {
      const known = Object.hasOwn(FORMULA_FUNCTIONS, name) ? FORMULA_FUNCTIONS[name] : undefined;
      if (!known) throw new UnknownFunctionError(name);
      return known(args.map((_, i) => value(i)));
    }
  }
}

function bind(args: readonly Formula[], scope: FormulaScope): FormulaValue {
  const variables = new Map(scope.variables);
  const inner = { ...scope, variables };
  for (let i = 0; i + 2 < args.length; i += 2) {
    const [name, bound] = [args[i], args[i + 1]];
    if (name?.kind === 'name' && bound) variables.set(name.name, evaluateFormula(bound, inner));
  }
  const body = args.at(-1);
  return body && evaluateFormula(body, inner);
}

function iterate(
  name: string,
  list: FormulaValue,
  body: Formula | undefined,
  scope: FormulaScope,
): FormulaValue {
  if (!isList(list) || !body) return undefined;
  const apply = (current: FormulaValue, index: number): FormulaValue => {
    const variables = new Map([...scope.variables, ['current', current], ['index', index]]);
    return evaluateFormula(body, { ...scope, variables: variables as Map<string, FormulaValue> });
  };
  if (name === 'map') return list.map(apply);
  const matches = list.filter((item, i) => isTrue(apply(item, i)));
  if (name === 'filter') return matches;
  if (name === 'some') return matches.length > 0;
  return name === 'every' ? matches.length === list.length : matches[0];
}
