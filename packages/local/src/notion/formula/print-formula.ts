import type { Formula } from './parse-formula.ts';

/**
 * Writes a formula as the API does: one space around binary operators, parentheses around every
 * binary operation inside another one, and no others (recorded).
 */
export function printFormula(formula: Formula): string {
  switch (formula.kind) {
    case 'literal':
      return typeof formula.value === 'string' ? quote(formula.value) : String(formula.value);
    case 'property':
      return formula.isResolved ? formula.reference : `prop(${quote(formula.reference)})`;
    case 'name':
      return formula.name;
    case 'unary':
      return `${formula.operator === 'not' ? 'not ' : formula.operator}${operand(formula.operand)}`;
    case 'binary':
      return `${operand(formula.left)} ${formula.operator} ${operand(formula.right)}`;
    case 'conditional': {
      const branches = `${operand(formula.whenTrue)} : ${operand(formula.whenFalse)}`;
      return `${operand(formula.test)} ? ${branches}`;
    }
    case 'call':
      if (formula.name === 'list') return `[${printAll(formula.args)}]`;
      return `${formula.name}(${printAll(formula.args)})`;
    case 'method':
      return `${operand(formula.target)}.${formula.name}(${printAll(formula.args)})`;
  }
}

const printAll = (formulas: readonly Formula[]): string => formulas.map(printFormula).join(', ');

const quote = (text: string): string => JSON.stringify(text);

function operand(formula: Formula): string {
  const text = printFormula(formula);
  return formula.kind === 'binary' || formula.kind === 'conditional' ? `(${text})` : text;
}
