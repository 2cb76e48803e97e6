const integers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** A number with its thousands apart. */
export function numberText(count: number): string {
  return integers.format(count);
}

/** `1 row`, `1,204 rows`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** A count's name as words: `driftCells` → `drift cells`. */
export function countName(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
