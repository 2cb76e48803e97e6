const WIDTH = 100;

/** JSON as the formatter of this repository leaves it: what fits in a line is in one line. */
export function expectedText(value: unknown): string {
  return `${print(value, '', 0)}\n`;
}

/** `taken` is how much stands on the line before and after the value. */
function print(value: unknown, indent: string, taken: number): string {
  const flat = printFlat(value);
  if (typeof value !== 'object' || value === null) return flat;
  if (indent.length + taken + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((each) => inner + print(each, inner, 1))
    : Object.entries(value).map(([name, each]) => {
        const label = `${JSON.stringify(name)}: `;
        return inner + label + print(each, inner, label.length + 1);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function printFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([name, each]) => `${JSON.stringify(name)}: ${printFlat(each)}`).join(', ')} }`;
}
