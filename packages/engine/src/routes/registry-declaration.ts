import { nextRunAt } from '../db/next-run-at.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { CellType } from '../model/cell-type.ts';
import type { Schedule } from '../model/registry.ts';
import type { ParsedSchema } from '../model/registry-schema.ts';
import type { RegistryDraft } from './contract/registry.ts';
import { permissionIssues } from './permission-declaration.ts';
import { formatPath, type RequestIssue } from './request-issues.ts';

/** Cell types of which two changes can go together in one value. */
const MERGEABLE: readonly CellType[] = ['enum-set', 'relation', 'text'];

/** What is wrong with a registry in itself, before any table is looked at. */
export function declarationIssues(
  draft: RegistryDraft,
  parsed: ParsedSchema,
  now: Date,
): RequestIssue[] {
  return [
    ...schemaIssues(parsed),
    ...keyIssues(draft.key, parsed),
    ...bindingNameIssues(draft),
    ...modeIssues(draft),
    ...strategyIssues(draft, parsed),
    ...permissionIssues(draft, parsed),
    ...scheduleIssues(draft.schedule, now),
  ];
}

/** The places of a schema that cannot be used. */
export function schemaIssues(parsed: ParsedSchema): RequestIssue[] {
  if (parsed.ok) return [];
  return parsed.issues.map(({ path, message }) => {
    const members = path.split('/').slice(1).map(unescapePointer);
    return issue(['schema', ...members], message, 'CS_SCHEMA_INVALID');
  });
}

/** A key must be there, and each of its fields in the schema, once. */
export function keyIssues(key: readonly string[], parsed: ParsedSchema): RequestIssue[] {
  if (key.length === 0) return [issue(['key'], 'a registry needs a key', 'CS_KEY_MISSING')];
  return key.flatMap((field, i) => {
    if (key.indexOf(field) < i) return [issue(['key', i], `"${field}" stands twice`)];
    if (!parsed.ok || parsed.fields.some((spec) => spec.field === field)) return [];
    return [issue(['key', i], `the schema has no field "${field}"`, 'CS_KEY_MISSING')];
  });
}

function bindingNameIssues({ bindings }: RegistryDraft): RequestIssue[] {
  const places = bindings.map(({ connectionId, table }) => {
    return `${connectionId} ${JSON.stringify(Object.entries(table).sort())}`;
  });
  return bindings.flatMap(({ name }, i) => {
    const found: RequestIssue[] = [];
    if (bindings.findIndex((other) => other.name === name) < i) {
      found.push(issue(['bindings', i, 'name'], `there are two bindings named "${name}"`));
    }
    if (places.indexOf(places[i] ?? '') < i) {
      found.push(issue(['bindings', i, 'table'], 'another binding has the same table'));
    }
    return found;
  });
}

function modeIssues({ mode, from, bindings }: RegistryDraft): RequestIssue[] {
  if (mode === 'bidirectional') {
    return from === null ? [] : [issue(['from'], 'is only for mode one-way')];
  }
  if (from === null) return [issue(['from'], 'mode one-way needs the binding that leads')];
  return namesBinding(bindings, from) ? [] : [issue(['from'], `there is no binding "${from}"`)];
}

function strategyIssues({ conflicts, bindings }: RegistryDraft, parsed: ParsedSchema) {
  const found = chainIssues(conflicts, bindings, ['conflicts']);
  for (const [field, chain] of Object.entries(conflicts.fields)) {
    const path = ['conflicts', 'fields', field];
    found.push(...chainIssues(chain, bindings, path));
    if (!parsed.ok) continue;
    const spec = parsed.fields.find((candidate) => candidate.field === field);
    if (spec === undefined) found.push(issue(path, `the schema has no field "${field}"`));
    else if (!MERGEABLE.includes(spec.cellType) && chain.strategy.includes('merge')) {
      const place = [...path, 'strategy', chain.strategy.indexOf('merge')];
      const types = MERGEABLE.join(', ');
      found.push(issue(place, `"merge" is for ${types} fields; this one is ${spec.cellType}`));
    }
  }
  return found;
}

function chainIssues(
  chain: RegistryDraft['conflicts']['fields'][string],
  bindings: RegistryDraft['bindings'],
  path: readonly PropertyKey[],
): RequestIssue[] {
  const prefer = chain.prefer ?? [];
  const found = prefer.flatMap((name, i) =>
    namesBinding(bindings, name)
      ? []
      : [issue([...path, 'prefer', i], `there is no binding "${name}"`)],
  );
  if (chain.strategy.includes('prefer') && prefer.length === 0) {
    const message = 'strategy "prefer" needs bindings in order of trust';
    found.push(issue([...path, 'prefer'], message));
  }
  if (chain.quorum !== undefined && chain.quorum > bindings.length) {
    const message = `must be from 2 to the number of bindings, ${bindings.length}`;
    found.push(issue([...path, 'quorum'], message));
  }
  return found;
}

function scheduleIssues(schedule: Schedule, now: Date): RequestIssue[] {
  try {
    if (schedule === null || nextRunAt(schedule, now) !== null) return [];
    return [issue(['schedule', 'cron'], 'the pattern never comes')];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [issue(['schedule', 'cron'], reason.replace(/^CronPattern: /, ''))];
  }
}

function namesBinding(bindings: RegistryDraft['bindings'], name: string): boolean {
  return bindings.some((binding) => binding.name === name);
}

function unescapePointer(member: string): string {
  return member.replaceAll('~1', '/').replaceAll('~0', '~');
}

function issue(
  path: readonly PropertyKey[],
  message: string,
  code: ErrorCode = 'CS_INVALID_REQUEST',
): RequestIssue {
  return { path: formatPath(path), code, message };
}
