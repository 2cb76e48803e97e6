import { Link } from '@tanstack/react-router';
import type { Problem } from '../api/contract.ts';
import { cellText } from '../format/cell-text.ts';
import { CellView } from './cell-view.tsx';
import { DataTable } from './data-table.tsx';
import { TimeAgo } from './time-ago.tsx';

const COLUMNS = ['Binding', 'Row', 'Field', 'Rule', 'Message', 'Value', 'Since'];

/** Refused rows and fields: where, why, and what stands there. */
export function ProblemTable({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <DataTable caption="Refused rows and fields" columns={COLUMNS}>
      <tbody className="lines">
        {problems.map((problem) => (
          <tr key={problem.id}>
            <td>{problem.binding}</td>
            <td className="key">
              <Row problem={problem} />
            </td>
            <td>{problem.field ?? <span className="soft">whole row</span>}</td>
            <td>
              <code className="nowrap">{problem.rule}</code>
            </td>
            <td className="wide">{problem.message}</td>
            <td className="wide">{problem.value !== null && <CellView cell={problem.value} />}</td>
            <td>
              <TimeAgo iso={problem.openedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** The row as its system names it; it leads to the history of its record, if it has one. */
function Row({ problem: { recordId, externalId } }: { readonly problem: Problem }) {
  const text = externalId === null ? 'not made yet' : cellText(externalId);
  if (recordId === null) return <code>{text}</code>;
  return (
    <Link to="/audit" search={{ recordId }} title="The record in the audit log">
      <code>{text}</code>
    </Link>
  );
}
