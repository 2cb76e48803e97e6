import { visibleText } from './visible-text.ts';

/** What stands for EMPTY where only text can. */
export const EMPTY_TEXT = '(empty)';

/** A cell as one text: EMPTY in words, options after each other. Anything else is shown as JSON. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined || cell === '') return EMPTY_TEXT;
  if (typeof cell === 'string') return visibleText(cell);
  if (Array.isArray(cell)) return cell.map(cellText).join(', ');
  return visibleText(JSON.stringify(cell));
}
