import type { Registry } from '../api/contract.ts';
import { bindingTitle, placeText } from '../format/place-text.ts';
import { DataTable } from './data-table.tsx';

const COLUMNS = ['Binding', 'Table', 'Fields and their columns'];

/** The tables of a registry with their field maps. */
export function BindingTable({ registry }: { readonly registry: Registry }) {
  return (
    <DataTable caption="Bindings and their tables" columns={COLUMNS}>
      <tbody>
        {registry.bindings.map((binding) => (
          <tr key={binding.id}>
            <th scope="row">{bindingTitle(binding)}</th>
            <td className="wide">
              <code>{placeText(binding.table)}</code>
            </td>
            <td className="wide">
              {Object.entries(binding.fields).map(([field, { column, access }]) => (
                <span className="option" key={field}>
                  {field === column ? field : `${field} → ${column}`}
                  {access !== 'both' && <span className="soft"> {accessText(access)}</span>}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function accessText(access: 'read' | 'write' | 'none'): string {
  return access === 'none' ? 'not synced' : `${access} only`;
}
