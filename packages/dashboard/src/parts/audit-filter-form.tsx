import type { FormEvent } from 'react';
import type { Registry } from '../api/contract.ts';
import { type AuditSearch, parseAuditSearch, periodOf } from '../format/audit-filter.ts';
import { fromLocalInput, toLocalInput } from '../format/local-input.ts';

const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

interface Props {
  readonly search: AuditSearch;
  readonly registries: readonly Registry[];
  readonly onChange: (search: AuditSearch) => void;
}

/** Chooses the entries to show; applied as a whole. Remount it when the search changes from outside. */
export function AuditFilterForm({ search, registries, onChange }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange(readForm(new FormData(event.currentTarget)));
  };
  return (
    <form className="filters" onSubmit={submit}>
      <label>
        Text
        <input type="search" name="q" maxLength={200} defaultValue={search.q} />
      </label>
      <RegistryField chosen={search.registryId} registries={registries} />
      <label>
        Run id
        <input name="runId" pattern={UUID} title="A run's id" defaultValue={search.runId} />
      </label>
      <label>
        Record id
        <input
          name="recordId"
          pattern={UUID}
          title="A record's id"
          defaultValue={search.recordId}
        />
      </label>
      <label>
        Field
        <input name="field" defaultValue={search.field} />
      </label>
      <label>
        Period
        <select name="period" defaultValue={periodOf(search)}>
          <option value="hour">Last hour</option>
          <option value="day">Last 24 hours</option>
          <option value="week">Last 7 days</option>
          <option value="all">All time</option>
          <option value="range">From … to …</option>
        </select>
      </label>
      <label className="range">
        From
        <input type="datetime-local" name="from" defaultValue={toLocalInput(search.from)} />
      </label>
      <label className="range">
        To
        <input type="datetime-local" name="to" defaultValue={toLocalInput(search.to)} />
      </label>
      <div className="actions">
        <button type="submit" className="primary">
          Search
        </button>
        <button type="button" onClick={() => onChange({})}>
          Clear
        </button>
      </div>
    </form>
  );
}

interface RegistryFieldProps {
  readonly chosen: string | undefined;
  readonly registries: readonly Registry[];
}

/** The chosen registry is an option before the registries are read, so that the choice is kept. */
function RegistryField({ chosen, registries }: RegistryFieldProps) {
  const names = new Map(registries.map(({ id, name }) => [id, name]));
  if (chosen !== undefined && !names.has(chosen)) names.set(chosen, chosen);
  return (
    <label>
      Registry
      <select name="registryId" defaultValue={chosen ?? ''}>
        <option value="">All registries</option>
        {[...names].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The form as a search. Times are those of this computer. */
function readForm(form: FormData): AuditSearch {
  const entries = [...form.entries()].map(([name, value]) => {
    const text = typeof value === 'string' ? value.trim() : '';
    return [name, name === 'from' || name === 'to' ? fromLocalInput(text) : text];
  });
  return parseAuditSearch(Object.fromEntries(entries));
}
