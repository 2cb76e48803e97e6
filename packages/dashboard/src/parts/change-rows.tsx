import type { ReactNode } from 'react';
import { countText } from '../format/count-text.ts';
import type { FieldChange } from '../format/field-change.ts';
import { ChangeCells } from './change-cells.tsx';
import { useFold } from './use-fold.ts';

/** So many fields of an edit are shown at once. */
const EDIT_MOST = 8;
/** So many of a row that is created or deleted as a whole. */
const ROW_MOST = 3;

interface Props {
  readonly changes: readonly FieldChange[];
  readonly isWholeRow: boolean;
  /** The cells before the changes, spanning `rows` rows. */
  readonly head: (rows: number) => ReactNode;
  /** Likewise the cells after them. */
  readonly tail?: (rows: number) => ReactNode;
  /** Four columns that stand where nothing changed. */
  readonly none: ReactNode;
}

/** A group of table rows: what changed, one row a field, beside what is said once of all of them. */
export function ChangeRows({ changes, isWholeRow, head, tail, none }: Props) {
  const { shown, foldable, isOpen, toggle } = useFold(changes, isWholeRow ? ROW_MOST : EDIT_MOST);
  const [first, ...others] = shown;
  const rows = Math.max(1, shown.length + (foldable > 0 ? 1 : 0));
  return (
    <tbody>
      <tr>
        {head(rows)}
        {first === undefined ? none : <ChangeLine change={first} />}
        {tail?.(rows)}
      </tr>
      {others.map((change) => (
        <tr key={change.field}>
          <ChangeLine change={change} />
        </tr>
      ))}
      {foldable > 0 && (
        <tr>
          <td colSpan={4}>
            <button type="button" className="link" aria-expanded={isOpen} onClick={toggle}>
              {isOpen ? 'show fewer fields' : countText(foldable, 'more field')}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function ChangeLine({ change }: { readonly change: FieldChange }) {
  return (
    <>
      <td>{change.field}</td>
      <ChangeCells before={change.before} after={change.after} />
      <td className="soft">{change.rule}</td>
    </>
  );
}
