import { Link } from '@tanstack/react-router';
import type { PlanItem } from '../api/contract.ts';
import { keyText } from '../format/key-text.ts';
import type { PlanGroup } from '../format/plan-groups.ts';
import type { StatusText, Tone } from '../format/status-text.ts';
import { ChangeRows } from './change-rows.tsx';
import { StatusBadge } from './status-badge.tsx';

/** The rows of one write. */
export function PlanRows({ group: { item, changes } }: { readonly group: PlanGroup }) {
  const head = (rows: number) => (
    <>
      <th scope="rowgroup" rowSpan={rows} className="key">
        <Link to="/audit" search={{ recordId: item.recordId }} title="The record in the audit log">
          <bdi>{keyText(item.key)}</bdi>
        </Link>
      </th>
      <td rowSpan={rows}>{item.binding}</td>
      <td rowSpan={rows}>
        <StatusBadge status={kindText(item.kind)} />
      </td>
    </>
  );
  const tail = (rows: number) => (
    <td rowSpan={rows}>
      <Outcome item={item} />
    </td>
  );
  return (
    <ChangeRows
      changes={changes}
      isWholeRow={item.kind !== 'update'}
      head={head}
      tail={tail}
      none={
        <td colSpan={4} className="soft">
          no field
        </td>
      }
    />
  );
}

function Outcome({ item }: { readonly item: PlanItem }) {
  if (item.outcome === undefined) return <span className="soft">not written</span>;
  const tone = OUTCOME_TONES[item.outcome] ?? 'quiet';
  return (
    <>
      <StatusBadge status={{ label: item.outcome, tone, meaning: item.outcome }} />
      {item.reason && <p className="small">{reasonText(item.reason)}</p>}
    </>
  );
}

const OUTCOME_TONES: Readonly<Record<string, Tone>> = {
  written: 'good',
  already: 'good',
  stale: 'attention',
  rejected: 'bad',
  failed: 'bad',
};

function reasonText({ field, message }: NonNullable<PlanItem['reason']>): string {
  return field === undefined ? message : `${field}: ${message}`;
}

const KIND_TONES: Readonly<Record<PlanItem['kind'], Tone>> = {
  create: 'good',
  update: 'busy',
  delete: 'bad',
  restore: 'good',
};

function kindText(kind: PlanItem['kind']): StatusText {
  return { label: kind, tone: KIND_TONES[kind], meaning: kind };
}
