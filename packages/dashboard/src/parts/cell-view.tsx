import { useState } from 'react';
import { cellText, EMPTY_TEXT } from '../format/cell-text.ts';
import { countText } from '../format/count-text.ts';

const SHOWN_MAX = 240;

/** A customer's cell, always as text. EMPTY is said in words, long text is opened on demand. */
export function CellView({ cell }: { readonly cell: unknown }) {
  if (Array.isArray(cell) && cell.length > 0) {
    return cell.map((option) => (
      <span className="cell option" key={String(option)}>
        {cellText(option)}
      </span>
    ));
  }
  const text = cellText(cell);
  const isEmpty = text === EMPTY_TEXT && cell !== EMPTY_TEXT;
  if (isEmpty) return <span className="cell is-empty">empty</span>;
  return text.length > SHOWN_MAX ? <LongText text={text} /> : <bdi className="cell">{text}</bdi>;
}

function LongText({ text }: { readonly text: string }) {
  const [open, setOpen] = useState(false);
  const length = countText(text.length, 'character');
  return (
    <>
      <bdi className="cell">{open ? text : `${text.slice(0, SHOWN_MAX)}…`}</bdi>{' '}
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'show less' : `show all ${length}`}
      </button>
    </>
  );
}
