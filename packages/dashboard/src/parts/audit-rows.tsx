import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../api/contract.ts';
import { auditChanges, auditTitle } from '../format/audit-text.ts';
import { cellText } from '../format/cell-text.ts';
import { countName } from '../format/count-text.ts';
import { keyText } from '../format/key-text.ts';
import { ChangeRows } from './change-rows.tsx';
import { TimeAgo } from './time-ago.tsx';

/** The rows of one audit entry. */
export function AuditRows({ entry }: { readonly entry: AuditEntry }) {
  return (
    <ChangeRows
      changes={auditChanges(entry)}
      isWholeRow={entry.op !== 'update'}
      head={(rows) => <EntryCells entry={entry} rows={rows} />}
      none={<NoChange entry={entry} />}
    />
  );
}

interface EntryCellsProps {
  readonly entry: AuditEntry;
  readonly rows: number;
}

function EntryCells({ entry, rows }: EntryCellsProps) {
  const { run, record, key, t } = entry;
  return (
    <>
      <td
        className="number soft"
        rowSpan={rows}
        title={`${entry.id}, signature ${entry.signature}`}
      >
        {entry.index}
      </td>
      <td rowSpan={rows}>{t !== undefined && <TimeAgo iso={t} />}</td>
      <th scope="rowgroup" rowSpan={rows}>
        {auditTitle(entry)}
        {entry.actor !== undefined && <p className="soft small">by {entry.actor}</p>}
      </th>
      <td rowSpan={rows}>
        {run !== undefined && (
          <Link to="/runs/$runId" params={{ runId: run }} title={run}>
            run
          </Link>
        )}
      </td>
      <td rowSpan={rows} className="key">
        {record !== undefined && (
          <Link to="/audit" search={{ recordId: record }} title="All entries of the record">
            {key === undefined ? 'record' : <bdi>{keyText(key)}</bdi>}
          </Link>
        )}
      </td>
      <td rowSpan={rows}>{entry.binding}</td>
    </>
  );
}

/** What an entry tells that changes no field. */
function NoChange({ entry: { detail, planHash, rule } }: { readonly entry: AuditEntry }) {
  const facts = Object.entries(detail ?? {}).map(
    ([name, value]) => `${countName(name)} ${cellText(value)}`,
  );
  return (
    <>
      <td colSpan={3} className="soft">
        {facts.join(' · ')}
        {planHash !== undefined && (
          <p className="small">
            plan <code>{planHash}</code>
          </p>
        )}
      </td>
      <td className="soft">{rule}</td>
    </>
  );
}
