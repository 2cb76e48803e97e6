import { CellView } from './cell-view.tsx';

interface Props {
  readonly before: unknown;
  readonly after: unknown;
}

/** The two table cells of a change. */
export function ChangeCells({ before, after }: Props) {
  return (
    <>
      <td className="before">
        <del>
          <CellView cell={before} />
        </del>
      </td>
      <td className="after">
        <ins>
          <CellView cell={after} />
        </ins>
      </td>
    </>
  );
}
