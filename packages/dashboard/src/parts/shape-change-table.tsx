import type { Run } from '../api/contract.ts';
import { shapeChanges, shapeChangeText } from '../format/shape-changes.ts';
import { DataTable } from './data-table.tsx';

interface Props {
  readonly details: Run['halts'][number]['details'];
}

/** What changed about the columns of a table, before and after. Nothing for a halt that reports no such change. */
export function ShapeChangeTable({ details }: Props) {
  const changes = shapeChanges(details);
  if (changes.length === 0) return null;
  return (
    <DataTable
      caption={`Changes of the table of ${String(details.binding)}`}
      columns={['Column', 'Field', 'Change', 'Before', 'After']}
    >
      <tbody>
        {changes.map(({ field, column, kind, before, after }) => (
          <tr key={`${field} ${kind} ${before}`}>
            <th scope="row">{column}</th>
            <td>{field}</td>
            <td>{shapeChangeText(kind)}</td>
            <td>{before}</td>
            <td>{after ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
