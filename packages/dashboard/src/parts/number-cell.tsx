import { numberText } from '../format/count-text.ts';

/** A table cell with a count; zero steps back. */
export function NumberCell({ count }: { readonly count: number | undefined }) {
  const text = count === undefined ? '' : numberText(count);
  return <td className={count === 0 ? 'number zero' : 'number'}>{text}</td>;
}
