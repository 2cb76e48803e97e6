import { CellView } from './cell-view.tsx';

interface Props {
  readonly before: unknown;
  readonly after: unknown;
}

/** The two table cells of a change; undefined where there was, or will be, no row. */
export function ChangeCells({ before, after }: Props) {
  return (
    <>
      <td className="before">
        {before !== undefined && (
          <del>
            <CellView cell={before} />
          </del>
        )}
      </td>
      <td className="after">
        {after !== undefined && (
          <ins>
            <CellView cell={after} />
          </ins>
        )}
      </td>
    </>
  );
}
