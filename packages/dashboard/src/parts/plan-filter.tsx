import type { Binding, PlanItem } from '../api/contract.ts';
import { bindingTitle } from '../format/place-text.ts';
import type { PlanFilter as Filter } from '../format/plan-groups.ts';

const KINDS: readonly PlanItem['kind'][] = ['create', 'update', 'delete', 'restore'];

interface Props {
  readonly filter: Filter;
  readonly bindings: readonly Binding[];
  readonly onChange: (filter: Filter) => void;
}

/** Chooses the writes to show. */
export function PlanFilter({ filter, bindings, onChange }: Props) {
  const chosenKind = (value: string) => KINDS.find((kind) => kind === value) ?? null;
  return (
    <div className="filters">
      <label>
        Binding
        <select
          value={filter.binding ?? ''}
          onChange={({ target }) => onChange({ ...filter, binding: target.value || null })}
        >
          <option value="">All bindings</option>
          {bindings.map((binding) => (
            <option key={binding.name} value={binding.name}>
              {bindingTitle(binding)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Kind
        <select
          value={filter.kind ?? ''}
          onChange={({ target }) => onChange({ ...filter, kind: chosenKind(target.value) })}
        >
          <option value="">All kinds</option>
          {KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
      </label>
    </div>
  );
}
