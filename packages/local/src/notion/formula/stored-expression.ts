import { findProperty } from '../property-names.ts';
import type { DataSource } from '../stored-objects.ts';
import { type Formula, parseFormula } from './parse-formula.ts';
import { printFormula } from './print-formula.ts';

/**
 * The expression as it is kept: columns named by reference, in the API's own spelling. What cannot
 * be parsed keeps its spelling and only gets the references (recorded).
 */
export function toStoredExpression(
  expression: string,
  source: DataSource,
  workspaceId: string,
): string {
  const reference = (name: string): string | undefined => {
    const column = findProperty(source, name);
    return column && `{{notion:block_property:${column.id}:${source.id}:${workspaceId}}}`;
  };
  const formula = parseFormula(expression);
  if (formula) return printFormula(mapReferences(formula, reference));
  return expression.replace(
    /prop\("((?:[^"\\]|\\.)*)"\)/g,
    (whole, name: string) => reference(name) ?? whole,
  );
}

function mapReferences(formula: Formula, reference: (name: string) => string | undefined): Formula {
  const inner = (child: Formula): Formula => mapReferences(child, reference);
  switch (formula.kind) {
    case 'property': {
      const found = formula.isResolved ? undefined : reference(formula.reference);
      return found === undefined ? formula : { ...formula, reference: found, isResolved: true };
    }
    case 'unary':
      return { ...formula, operand: inner(formula.operand) };
    case 'binary':
      return { ...formula, left: inner(formula.left), right: inner(formula.right) };
    case 'conditional': {
      const { test, whenTrue, whenFalse } = formula;
      return {
        kind: 'conditional',
        test: inner(test),
        whenTrue: inner(whenTrue),
        whenFalse: inner(whenFalse),
      };
    }
    case 'call':
      return { ...formula, args: formula.args.map(inner) };
    case 'method':
      return { ...formula, target: inner(formula.target), args: formula.args.map(inner) };
    default:
      return formula;
  }
}
