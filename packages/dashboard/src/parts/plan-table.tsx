import type { PlanGroup } from '../format/plan-groups.ts';
import { DataTable } from './data-table.tsx';
import { PlanRows } from './plan-rows.tsx';

const COLUMNS = ['Record', 'Binding', 'Kind', 'Field', 'Before', 'After', 'Rule', 'Outcome'];

/** Writes as a before/after table: one group of rows a write, one row a field. */
export function PlanTable({ groups }: { readonly groups: readonly PlanGroup[] }) {
  return (
    <DataTable caption="The writes of the plan, before and after" columns={COLUMNS}>
      {groups.map((group) => (
        <PlanRows key={group.item.id} group={group} />
      ))}
    </DataTable>
  );
}
