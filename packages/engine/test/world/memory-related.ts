import type { Cells } from '../../src/model/cell.ts';
import type { OrphanedRelation, OrphanedRelations } from '../../src/model/orphaned-relation.ts';
import { parseRegistrySchema } from '../../src/model/registry-schema.ts';
import type { RelatedKey } from '../../src/sync/run-store.ts';
import { observations } from './memory-staging.ts';
import type { MemoryRun, MemoryState } from './memory-state.ts';

/** Which keys are of live records of a registry, or of rows that this run found of its own. */
export function findKeys(
  state: MemoryState,
  run: MemoryRun,
  registry: string,
  keyHashes: readonly string[],
): ReadonlySet<string> | null {
  const target = [...state.configured.values()].find(({ name }) => name === registry);
  const records = target === undefined ? undefined : state.registries.get(target.id);
  if (target === undefined || records === undefined) return null;
  const isOwn = target.id === run.facts.registryId;
  if (!isOwn && records.liveKeys.size === 0) return null;
  const staged = isOwn ? [...observations(run)].filter(({ recordId }) => recordId !== null) : [];
  const known = new Set([...records.liveKeys.keys(), ...staged.map(({ keyHash }) => keyHash)]);
  return new Set(keyHashes.filter((hash) => known.has(hash)));
}

/** Relations to records that the stored plan deletes, of records that it leaves live. */
export function listOrphaned(
  state: MemoryState,
  run: MemoryRun,
  { registry, key }: RelatedKey,
  limit: number,
): OrphanedRelations {
  const planned = [...run.planned.values()].flat().map(({ next }) => next);
  const keysThatAre = (status: string) =>
    planned.flatMap((next) => (next.status === status ? [next.key[key] ?? null] : []));
  const live = new Set(keysThatAre('live'));
  const gone = new Set(keysThatAre('deleted').filter((each) => !live.has(each)));
  const nextOf = new Map(planned.map((next) => [next.recordId, next]));
  const relations = [...state.configured.values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ id, name, schema }) => {
      const parsed = parseRegistrySchema(schema);
      const specs = parsed.ok ? parsed.fields : [];
      const fields = specs.filter(({ relatedRegistry }) => relatedRegistry === registry);
      const isOwn = id === run.facts.registryId;
      return liveAfter(state, id, isOwn ? nextOf : new Map()).flatMap(({ key: own, cells }) =>
        fields.flatMap(({ field }) => {
          const cell = cells[field] ?? null;
          const related = Array.isArray(cell) ? cell.filter((each) => gone.has(each)) : [];
          return related.map((each): OrphanedRelation => {
            return { registry: name, key: own, field, related: each };
          });
        }),
      );
    });
  return { count: relations.length, relations: relations.slice(0, limit) };
}

/** The live records of a registry with what a plan makes of them, by id. */
function liveAfter(
  state: MemoryState,
  registryId: string,
  planned: ReadonlyMap<
    string,
    { readonly status: string; readonly key: Cells; readonly cells: Cells }
  >,
): { readonly key: Cells; readonly cells: Cells }[] {
  const records = state.registries.get(registryId)?.records ?? new Map();
  const known = [...records.values()].filter(({ status }) => status === 'live');
  const ids = new Set([...known.map(({ id }) => id), ...planned.keys()]);
  return [...ids].sort().flatMap((id) => {
    const next = planned.get(id) ?? records.get(id);
    return next === undefined || next.status !== 'live' ? [] : [next];
  });
}
