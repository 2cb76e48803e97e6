import type { ReactNode } from 'react';

interface Props {
  /** Says what the table holds, for those who do not see it. */
  readonly caption: string;
  /** Headings; those of number columns are `#`-prefixed. */
  readonly columns: readonly string[];
  /** One or more `tbody`. */
  readonly children: ReactNode;
}

/** A table that scrolls sideways in its frame when it is wider than the page. */
export function DataTable({ caption, columns, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <thead>
          <tr>{columns.map(heading)}</tr>
        </thead>
        {children}
      </table>
    </section>
  );
}

function heading(column: string) {
  const isNumber = column.startsWith('#');
  const text = isNumber ? column.slice(1) : column;
  return (
    <th scope="col" key={column} className={isNumber ? 'number' : undefined}>
      {text}
    </th>
  );
}
