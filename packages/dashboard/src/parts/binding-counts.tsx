import type { Binding, Run } from '../api/contract.ts';
import { bindingTitle } from '../format/place-text.ts';
import { DataTable } from './data-table.tsx';
import { NumberCell } from './number-cell.tsx';

const COLUMNS = ['Binding', '#Creates', '#Updates', '#Deletes', '#Requests'];

interface Props {
  readonly run: Run;
  readonly bindings: readonly Binding[];
}

/** Writes and requests of a run, by binding. */
export function BindingCounts({ run, bindings }: Props) {
  const titles = new Map(bindings.map((binding) => [binding.name, bindingTitle(binding)]));
  const counted = [...Object.keys(run.perBinding), ...Object.keys(run.requests)];
  const names = [...new Set([...titles.keys(), ...counted])];
  return (
    <DataTable caption="Writes and requests by binding" columns={COLUMNS}>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{titles.get(name) ?? name}</th>
            <NumberCell count={run.perBinding[name]?.created ?? 0} />
            <NumberCell count={run.perBinding[name]?.updated ?? 0} />
            <NumberCell count={run.perBinding[name]?.deleted ?? 0} />
            <NumberCell count={run.requests[name] ?? 0} />
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
