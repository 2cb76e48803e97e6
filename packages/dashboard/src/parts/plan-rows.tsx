import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PlanItem } from '../api/contract.ts';
import { countText } from '../format/count-text.ts';
import { keyText } from '../format/key-text.ts';
import type { PlanGroup, PlanLine } from '../format/plan-lines.ts';
import type { StatusText, Tone } from '../format/status-text.ts';
import { ChangeCells } from './change-cells.tsx';
import { StatusBadge } from './status-badge.tsx';

/** So many fields of a write are shown at once; the rest on demand. Whole rows need fewer. */
const LINES_MAX = { create: 3, update: 8, delete: 3, restore: 3 } as const;

/** The rows of one write. */
export function PlanRows({ group }: { readonly group: PlanGroup }) {
  const [open, setOpen] = useState(false);
  const { item, lines } = group;
  const most = LINES_MAX[item.kind];
  const isLong = lines.length > most + 1;
  const shown = isLong && !open ? lines.slice(0, most) : lines;
  const [first, ...others] = shown;
  const span = Math.max(1, shown.length + (isLong ? 1 : 0));
  return (
    <tbody className="group">
      <tr>
        <th scope="rowgroup" rowSpan={span}>
          <Link
            to="/audit"
            search={{ recordId: item.recordId }}
            title="The record in the audit log"
          >
            <bdi>{keyText(item.key)}</bdi>
          </Link>
        </th>
        <td rowSpan={span}>{item.binding}</td>
        <td rowSpan={span}>
          <StatusBadge status={kindText(item.kind)} />
        </td>
        {first === undefined ? (
          <td colSpan={4} className="soft">
            no field
          </td>
        ) : (
          <LineCells line={first} />
        )}
        <td rowSpan={span}>
          <Outcome item={item} />
        </td>
      </tr>
      {others.map((line) => (
        <tr key={line.field}>
          <LineCells line={line} />
        </tr>
      ))}
      {isLong && (
        <tr>
          <td colSpan={4}>
            <button
              type="button"
              className="link"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? 'show fewer fields' : countText(lines.length - most, 'more field')}
            </button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function LineCells({ line }: { readonly line: PlanLine }) {
  return (
    <>
      <td>{line.field}</td>
      <ChangeCells before={line.before} after={line.after} />
      <td className="soft">{line.rule}</td>
    </>
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
