/** A formula as a tree. References to columns stand as they were written. */
export type Formula =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'property'; readonly reference: string; readonly isResolved: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Formula }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Formula;
      readonly right: Formula;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Formula;
      readonly whenTrue: Formula;
      readonly whenFalse: Formula;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] }
  | {
      readonly kind: 'method';
      readonly target: Formula;
      readonly name: string;
      readonly args: readonly Formula[];
    };

type TokenKind = 'text' | 'number' | 'property' | 'name' | 'sign' | 'end';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TOKENS: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /\s+|\/\*[\s\S]*?\*\//y],
  ['text', /"(?:[^"\\]|\\.)*"/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['property', /\{\{notion:block_property:[^}]*\}\}/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['sign', /==|!=|>=|<=|&&|\|\||[-+*/%^<>()[\],.!?:]/y],
];

/** The tokens, or `undefined` at a character that belongs to none. */
function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const before = at;
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (!match) continue;
      if (kind !== 'space') tokens.push({ kind, text: match[0] });
      at = pattern.lastIndex;
      break;
    }
    if (at === before) return undefined;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Binding powers of the binary operators; `^` binds to the right. */
const POWERS: Readonly<Record<string, number>> = {
  or: 2,
  '||': 2,
  and: 3,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '>': 5,
  '<': 5,
  '>=': 5,
  '<=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '^': 9,
};
const UNARY_POWER = 8;

class ParseFailure extends Error {}

/** Parses a formula; `undefined` if it is not one. */
export function parseFormula(text: string): Formula | undefined {
  const tokens = tokenize(text);
  if (!tokens) return undefined;
  try {
    const parser = new Parser(tokens);
    const formula = parser.expression(0);
    parser.expect('end', '');
    return formula;
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #accept(text: string): boolean {
    const { kind, text: found } = this.#peek();
    if (kind === 'text' || found !== text) return false;
    this.#at += 1;
    return true;
  }

  expect(kind: TokenKind, text: string): void {
    const token = this.#take();
    if (token.kind !== kind || token.text !== text) throw new ParseFailure(token.text);
  }

  expression(minimum: number): Formula {
    let left = this.#unary();
    for (;;) {
      const { kind, text } = this.#peek();
      const power = kind === 'sign' || kind === 'name' ? POWERS[text] : undefined;
      if (power !== undefined && power > minimum) {
        this.#take();
        const right = this.expression(text === '^' ? power - 1 : power);
        left = { kind: 'binary', operator: text, left, right };
      } else if (minimum < 1 && this.#accept('?')) {
        const whenTrue = this.expression(0);
        this.expect('sign', ':');
        left = { kind: 'conditional', test: left, whenTrue, whenFalse: this.expression(0) };
      } else return left;
    }
  }

  #unary(): Formula {
    for (const operator of ['-', '!', 'not']) {
      const next = this.#tokens[this.#at + 1];
      if (operator === 'not' && next?.text === '(') continue;
      if (this.#accept(operator)) {
        return { kind: 'unary', operator, operand: this.expression(UNARY_POWER - 1) };
      }
    }
    return this.#postfix(this.#primary());
  }

  #postfix(target: Formula): Formula {
    if (!this.#accept('.')) return target;
    const name = this.#take();
    if (name.kind !== 'name') throw new ParseFailure(name.text);
    const args = this.#accept('(') ? this.#arguments(')') : [];
    return this.#postfix({ kind: 'method', target, name: name.text, args });
  }

  #primary(): Formula {
    const token = this.#take();
    if (token.kind === 'text') return { kind: 'literal', value: unquote(token.text) };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'property')
      return { kind: 'property', reference: token.text, isResolved: true };
    if (token.kind === 'name') return this.#named(token.text);
    if (token.text === '(') {
      const inner = this.expression(0);
      this.expect('sign', ')');
      return inner;
    }
    if (token.text === '[') return { kind: 'call', name: 'list', args: this.#arguments(']') };
    throw new ParseFailure(token.text);
  }

  #named(name: string): Formula {
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (!this.#accept('(')) return { kind: 'name', name };
    const args = this.#arguments(')');
    const [first] = args;
    if (name === 'prop' && first?.kind === 'literal') {
      return { kind: 'property', reference: String(first.value), isResolved: false };
    }
    return { kind: 'call', name, args };
  }

  #arguments(end: string): Formula[] {
    if (this.#accept(end)) return [];
    const args = [this.expression(0)];
    while (this.#accept(',')) args.push(this.expression(0));
    this.expect('sign', end);
    return args;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? char);
}
