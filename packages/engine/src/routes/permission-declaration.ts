import type { ParsedSchema } from '../model/registry-schema.ts';
import { parseMutationPolicy } from '../sync/3-validate/mutation-policy.ts';
import type { RegistryDraft } from './contract/registry.ts';
import { formatPath, type RequestIssue } from './request-issues.ts';

/** What is wrong with what a registry says about who may change what. */
export function permissionIssues(draft: RegistryDraft, parsed: ParsedSchema): RequestIssue[] {
  const hasField = (name: string) =>
    !parsed.ok || parsed.fields.some(({ field }) => field === name);
  return [
    ...revertIssues(draft),
    ...approvalIssues(draft.approval, hasField),
    ...policyIssues(draft, hasField),
  ];
}

/** What is never written cannot be taken back. */
function revertIssues({ bindings }: RegistryDraft): RequestIssue[] {
  return bindings.flatMap(({ fields }, i) =>
    Object.entries(fields).flatMap(([field, { access, onForbidden }]) => {
      if (onForbidden !== 'revert' || access === 'both' || access === 'write') return [];
      const path = ['bindings', i, 'fields', field, 'onForbidden'];
      return [issue(path, `access "${access}" never writes the column, so nothing is taken back`)];
    }),
  );
}

function approvalIssues(
  approval: RegistryDraft['approval'],
  hasField: (name: string) => boolean,
): RequestIssue[] {
  return approval.flatMap((field, i) => {
    if (approval.indexOf(field) < i) return [issue(['approval', i], `"${field}" stands twice`)];
    if (hasField(field)) return [];
    return [issue(['approval', i], `the schema has no field "${field}"`)];
  });
}

/**
 * A policy that would not be applied as its author meant is refused: rules about nothing here, categories that
 * nobody can see, bindings that it has no name for.
 */
function policyIssues(
  { policy, bindings }: RegistryDraft,
  hasField: (name: string) => boolean,
): RequestIssue[] {
  if (policy === null) return [];
  const { document, entityType, categoryField, sources } = policy;
  const found: RequestIssue[] = [];
  const add = (path: readonly PropertyKey[], message: string) =>
    found.push(issue(['policy', ...path], message));
  const read = parseMutationPolicy(document);
  if (!read.ok) for (const { path, message } of read.issues) add(['document', ...path], message);
  else {
    const rules = read.policy.rules.filter(({ match }) => match.entity_type === entityType);
    if (rules.length === 0) add(['entityType'], `no rule is about "${entityType}"`);
    if (categoryField === undefined && rules.some(({ match }) => match.category !== undefined)) {
      add(['categoryField'], 'the rules speak of categories; name the field that holds them');
    }
  }
  if (categoryField !== undefined && !hasField(categoryField)) {
    add(['categoryField'], `the schema has no field "${categoryField}"`);
  }
  const names = bindings.map(({ name }) => name);
  for (const name of Object.keys(sources)) {
    if (!names.includes(name)) add(['sources', name], `there is no binding "${name}"`);
  }
  for (const name of names) {
    if (!Object.hasOwn(sources, name)) add(['sources'], `what is binding "${name}" in the policy?`);
  }
  return found;
}

function issue(path: readonly PropertyKey[], message: string): RequestIssue {
  return { path: formatPath(path), code: 'CS_INVALID_REQUEST', message };
}
