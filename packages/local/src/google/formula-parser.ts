import { type CellBounds, parseCells, splitA1 } from './a1-notation.ts';

/** The syntax tree of the formulas that the emulator understands. */
export type Formula =
  | { readonly kind: 'literal'; readonly value: number | string | boolean }
  | { readonly kind: 'reference'; readonly title: string | undefined; readonly bounds: CellBounds }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Formula[] }
  | { readonly kind: 'operator'; readonly operator: string; readonly args: readonly Formula[] }
  | { readonly kind: 'missing' };

const TOKEN =
  /\s*(?:("(?:[^"]|"")*")|((?:'(?:[^']|'')*'|[A-Za-z_]\w*)!\$?[A-Za-z]{0,3}\$?\d*(?::\$?[A-Za-z]{0,3}\$?\d*)?)|(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d*)?(?![\w(])|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][\w.]*)|(<>|<=|>=|[-+*/^&=<>%(),;]))/y;

type Token =
  | { readonly kind: 'text' | 'reference' | 'number' | 'word' | 'sign'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

const KINDS = ['text', 'reference', 'reference', 'number', 'word', 'sign'] as const;

function tokensOf(source: string): Token[] | undefined {
  const pattern = new RegExp(TOKEN.source, 'y');
  const text = source.trimEnd();
  const tokens: Token[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    const group = match?.slice(1).findIndex((part) => part !== undefined) ?? -1;
    const kind = KINDS[group];
    const part = match?.[group + 1];
    if (!kind || part === undefined) return undefined;
    tokens.push({ kind, text: part });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

/** Parses a formula with its `=`; undefined if it is not understood. */
export function parseFormula(formula: string): Formula | undefined {
  const tokens = tokensOf(formula.slice(1));
  if (!tokens) return undefined;
  const parser = new Parser(tokens);
  const tree = parser.comparison();
  return tree && parser.isAtEnd ? tree : undefined;
}

/**
 * Recursive descent, weakest binding first. A method returns undefined where the text makes no
 * sense.
 */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#peek().kind === 'end';
  }

  comparison(): Formula | undefined {
    return this.#binary(['=', '<>', '<', '>', '<=', '>='], () => this.#joined());
  }

  #joined(): Formula | undefined {
    return this.#binary(['&'], () => this.#sum());
  }

  #sum(): Formula | undefined {
    return this.#binary(['+', '-'], () => this.#product());
  }

  #product(): Formula | undefined {
    return this.#binary(['*', '/'], () => this.#power());
  }

  #power(): Formula | undefined {
    return this.#binary(['^'], () => this.#signed());
  }

  #signed(): Formula | undefined {
    const sign = this.#take('-') ?? this.#take('+');
    if (!sign) return this.#percent();
    const operand = this.#signed();
    if (!operand) return undefined;
    return sign === '+' ? operand : { kind: 'operator', operator: 'negate', args: [operand] };
  }

  #percent(): Formula | undefined {
    const operand = this.#primary();
    if (!operand || !this.#take('%')) return operand;
    return { kind: 'operator', operator: '%', args: [operand] };
  }

  #primary(): Formula | undefined {
    const token = this.#peek();
    this.#at += 1;
    switch (token.kind) {
      case 'text':
        return { kind: 'literal', value: token.text.slice(1, -1).replaceAll('""', '"') };
      case 'number':
        return { kind: 'literal', value: Number(token.text) };
      case 'reference':
        return reference(token.text);
      case 'word':
        return this.#word(token.text);
      default:
        return token.text === '(' ? this.#closed(this.comparison()) : undefined;
    }
  }

  #word(word: string): Formula | undefined {
    if (this.#take('(')) return this.#call(word);
    if (/^(true|false)$/i.test(word))
      return { kind: 'literal', value: word.toLowerCase() === 'true' };
    return { kind: 'name', name: word };
  }

  #call(name: string): Formula | undefined {
    const args: Formula[] = [];
    if (this.#take(')')) return { kind: 'call', name: name.toUpperCase(), args };
    for (;;) {
      const isMissing = [',', ';', ')'].includes(this.#peek().text);
      const argument: Formula | undefined = isMissing ? { kind: 'missing' } : this.comparison();
      if (!argument) return undefined;
      args.push(argument);
      if (this.#take(')')) return { kind: 'call', name: name.toUpperCase(), args };
      if (!this.#take(',') && !this.#take(';')) return undefined;
    }
  }

  #closed(inner: Formula | undefined): Formula | undefined {
    return inner && this.#take(')') ? inner : undefined;
  }

  #binary(operators: readonly string[], operand: () => Formula | undefined): Formula | undefined {
    let left = operand();
    while (left && this.#peek().kind === 'sign' && operators.includes(this.#peek().text)) {
      const operator = this.#peek().text;
      this.#at += 1;
      const right = operand();
      left = right && { kind: 'operator', operator, args: [left, right] };
    }
    return left;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(sign: string): string | undefined {
    const token = this.#peek();
    if (token.kind !== 'sign' || token.text !== sign) return undefined;
    this.#at += 1;
    return sign;
  }
}

function reference(text: string): Formula | undefined {
  const parts = splitA1(text);
  const bounds = parts?.cells === undefined ? undefined : parseCells(parts.cells);
  return bounds ? { kind: 'reference', title: parts?.title, bounds } : undefined;
}
