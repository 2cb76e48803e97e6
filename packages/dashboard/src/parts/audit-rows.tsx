import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../api/contract.ts';
import { type AuditChange, auditChanges, auditTitle } from '../format/audit-text.ts';
import { keyText } from '../format/key-text.ts';
import { ChangeCells } from './change-cells.tsx';
import { TimeAgo } from './time-ago.tsx';

/** The rows of one audit entry: one row for each changed field. */
export function AuditRows({ entry }: { readonly entry: AuditEntry }) {
  const [first, ...others] = auditChanges(entry);
  const span = others.length + 1;
  const { run, record, key, t } = entry;
  return (
    <tbody className="group">
      <tr>
        <td
          className="number soft"
          rowSpan={span}
          title={`${entry.id}, signature ${entry.signature}`}
        >
          {entry.index}
        </td>
        <td rowSpan={span}>{t !== undefined && <TimeAgo iso={t} />}</td>
        <th scope="rowgroup" rowSpan={span}>
          {auditTitle(entry)}
          {entry.actor !== undefined && <p className="soft small">by {entry.actor}</p>}
        </th>
        <td rowSpan={span}>
          {run !== undefined && (
            <Link to="/runs/$runId" params={{ runId: run }} title={run}>
              run
            </Link>
          )}
        </td>
        <td rowSpan={span}>
          {record !== undefined && (
            <Link to="/audit" search={{ recordId: record }} title="All entries of the record">
              <bdi>{keyText(key)}</bdi>
            </Link>
          )}
        </td>
        <td rowSpan={span}>{entry.binding}</td>
        {first ? <ChangeLine change={first} /> : <NoChange entry={entry} />}
      </tr>
      {others.map((change) => (
        <tr key={change.field}>
          <ChangeLine change={change} />
        </tr>
      ))}
    </tbody>
  );
}

function ChangeLine({ change }: { readonly change: AuditChange }) {
  return (
    <>
      <td>{change.field}</td>
      <ChangeCells before={change.before} after={change.after} />
      <td className="soft">{change.rule}</td>
    </>
  );
}

/** What an entry tells that changes no field. */
function NoChange({ entry: { detail, planHash, rule } }: { readonly entry: AuditEntry }) {
  const facts = Object.entries(detail ?? {}).map(([name, value]) => `${name} ${value}`);
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
