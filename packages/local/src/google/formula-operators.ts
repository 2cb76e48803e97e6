import { FormulaError, type FormulaValue, toNumber, toText } from './formula-functions.ts';

/** An operand as a number; the message names the function behind the operator. */
function operand(value: FormulaValue, name: string, place: number): number {
  const isText = typeof value === 'string' && value !== '' && !Number.isFinite(Number(value));
  if (!isText) return toNumber(value);
  throw new FormulaError(
    'VALUE',
    `Function ${name} parameter ${place} expects number values. But '${value}' is a text and cannot be coerced to a number.`,
  );
}

/** The result of an operator of the formula language. */
export function operate(operator: string, args: readonly FormulaValue[]): FormulaValue {
  const [left = null, right = null] = args;
  switch (operator) {
    case '+':
      return operand(left, 'ADD', 1) + operand(right, 'ADD', 2);
    case '-':
      return operand(left, 'MINUS', 1) - operand(right, 'MINUS', 2);
    case '*':
      return operand(left, 'MULTIPLY', 1) * operand(right, 'MULTIPLY', 2);
    case '/':
      if (operand(right, 'DIVIDE', 2) !== 0) {
        return operand(left, 'DIVIDE', 1) / operand(right, 'DIVIDE', 2);
      }
      throw new FormulaError('DIVIDE_BY_ZERO', 'Function DIVIDE parameter 2 cannot be zero.');
    case '^':
      return operand(left, 'POW', 1) ** operand(right, 'POW', 2);
    case '%':
      return toNumber(left) / 100;
    case 'negate':
      return -toNumber(left);
    case '&':
      return toText(left) + toText(right);
    default:
      return compare(operator, left, right);
  }
}

function compare(operator: string, left: FormulaValue, right: FormulaValue): boolean {
  const isNumeric = typeof left !== 'string' && typeof right !== 'string';
  const a = isNumeric ? toNumber(left) : toText(left).toLowerCase();
  const b = isNumeric ? toNumber(right) : toText(right).toLowerCase();
  switch (operator) {
    case '=':
      return a === b;
    case '<>':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}
