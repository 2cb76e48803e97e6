import type { Binding, Run } from '../api/contract.ts';
import { countText } from './count-text.ts';
import { bindingTitle } from './place-text.ts';

/** What a plan writes to one binding, in words. */
export interface WriteSummary {
  readonly binding: string;
  readonly title: string;
  readonly text: string;
  readonly deletes: number;
  readonly total: number;
}

/** What a plan writes, by binding in the registry's order; bindings that get nothing say so. */
export function summarizeWrites(
  perBinding: Run['perBinding'],
  bindings: readonly Pick<Binding, 'name' | 'system'>[],
): readonly WriteSummary[] {
  const known = new Map(bindings.map((binding) => [binding.name, bindingTitle(binding)]));
  const names = [...known.keys(), ...Object.keys(perBinding).filter((name) => !known.has(name))];
  return names.map((binding) => {
    const { created, updated, deleted } = perBinding[binding] ?? NONE;
    const parts = [
      countText(created, 'create'),
      countText(updated, 'update'),
      countText(deleted, 'delete'),
    ];
    const title = known.get(binding) ?? binding;
    const total = created + updated + deleted;
    return { binding, title, text: parts.join(', '), deletes: deleted, total };
  });
}

const NONE = { created: 0, updated: 0, deleted: 0 };
