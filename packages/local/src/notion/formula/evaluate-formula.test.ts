import { describe, expect, it } from 'vitest';
import { evaluateFormula, UnknownFunctionError } from './evaluate-formula.ts';
import { dateFrom, type FormulaValue, isDate } from './formula-values.ts';
import { parseFormula } from './parse-formula.ts';
import { printFormula } from './print-formula.ts';

const NOW = Date.parse('2026-06-27T12:34:56Z');
const COLUMNS: Readonly<Record<string, FormulaValue>> = {
  Name: 'Task',
  Number: 7,
  Due: dateFrom('2026-01-31', null),
  Tags: ['a', 'b', 'a'],
};

function evaluate(text: string): unknown {
  const formula = parseFormula(text);
  if (!formula) throw new Error(`not a formula: ${text}`);
  const property = (name: string): FormulaValue => COLUMNS[name];
  const value = evaluateFormula(formula, { now: NOW, variables: new Map(), property });
  return isDate(value) ? new Date(value.start).toISOString() : value;
}

describe('evaluateFormula', () => {
  it.each([
    ['1 + 2 * 3 ^ 2', 19],
    ['-(4 - 1) % 2', -1],
    ['prop("Name") + "-" + prop("Number")', 'Task-7'],
    ['prop("None") * 2', 0],
    ['if(prop("Number") > 5 and not empty(prop("Name")), "big", "small")', 'big'],
    ['prop("Number") == 7 ? "yes" : "no"', 'yes'],
    ['ifs(false, 1, prop("Number") < 0, 2, 3)', 3],
    ['prop("Tags").unique().join("+")', 'a+b'],
    ['prop("Tags").filter(current == "a").length()', 2],
    ['map([1, 2], current * index)', [0, 2]],
    ['let(x, 3, x * x)', 9],
    ['round(2.345, 2)', 2.35],
    ['substring("abcdef", 1, 3)', 'bc'],
    ['replaceAll("a.b.c", "[.]", "/")', 'a/b/c'],
    ['empty(toNumber(""))', true],
    ['dateAdd(prop("Due"), 1, "months")', '2026-02-28T00:00:00.000Z'],
    ['dateBetween(now(), prop("Due"), "weeks")', 21],
    ['dateBetween(prop("Due"), now(), "months")', -4],
    ['formatDate(prop("Due"), "ddd, MMM D YYYY [at] HH:mm")', 'Sat, Jan 31 2026 at 00:00'],
    ['now()', '2026-06-27T12:34:00.000Z'],
    ['day(prop("Due"))', 6],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('does not know every function', () => {
    expect(() => evaluate('fly(1)')).toThrow(UnknownFunctionError);
  });
});

describe('parseFormula and printFormula', () => {
  it.each([
    ['1+2*3', '1 + (2 * 3)'],
    ['(prop("a")=="b")', 'prop("a") == "b"'],
    ['if((a%7)==0,"",format(b))', 'if((a % 7) == 0, "", format(b))'],
    ['not  x', 'not x'],
    ['x.y(1).z()', 'x.y(1).z()'],
    ['"a\\"b"', '"a\\"b"'],
  ])('%s', (text, printed) => {
    const formula = parseFormula(text);
    expect(formula && printFormula(formula)).toBe(printed);
    const again = parseFormula(printed);
    expect(again && printFormula(again)).toBe(printed);
  });

  it.each(['=1', '1 +', '(1', '"open', '#'])('refuse %s', (text) => {
    expect(parseFormula(text)).toBeUndefined();
  });
});
