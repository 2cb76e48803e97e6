import { projectCell } from '../adapters/adapter.ts';
import { must } from '../errors/assert.ts';
import type { BindingView } from '../model/record-view.ts';
import type { Registry } from '../model/registry.ts';
import type { FetchWindow } from '../model/run.ts';
import type { OpenBinding } from './run-context.ts';

/** What the pure core may know of each binding, by name. In mode one-way only `from` is read, and the others written. */
export function bindingViews(
  registry: Registry,
  bindings: readonly OpenBinding[],
  fetched: Readonly<Record<string, FetchWindow>>,
): ReadonlyMap<string, BindingView> {
  const oneWay = registry.mode === 'one-way';
  return new Map(
    bindings.map((open) => {
      const { name } = open.binding;
      const view: BindingView = {
        name,
        table: open.table,
        project: projection(open),
        reads: !oneWay || registry.from === name,
        writes: !oneWay || registry.from !== name,
        keyIdentifies:
          !open.definition.capabilities.stableRowIds || open.table.keyIdentifies === true,
        restores: open.definition.capabilities.deleteMeans === 'trash',
        unseenSince: open.unseenSince,
        fetchedAt: must(fetched[name], 'every binding was read').to,
      };
      return [name, view];
    }),
  );
}

/** What the columns of a binding would show of a cell. */
export function projection({ definition, table }: OpenBinding): BindingView['project'] {
  const codecs = new Map(
    table.fields.map((field) => [
      field.field,
      must(definition.codec(field), 'a bound field has a codec'),
    ]),
  );
  return (field, cell) =>
    projectCell(must(codecs.get(field), 'only bound fields are projected'), cell);
}
