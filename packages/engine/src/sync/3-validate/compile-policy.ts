import type { MutationPolicy, PolicyOperation, PolicyRule } from './mutation-policy.ts';

/** What a policy says to a change or a deletion. */
export type PolicyVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly reason: string }
  /** It may be given a value, but the value that it has may not be changed. */
  | { readonly kind: 'write-once'; readonly reason: string };

export interface PolicyQuestion {
  readonly binding: string;
  /** The category of the record; null where it has none. */
  readonly category: string | null;
  /** Left out for a deletion. */
  readonly field?: string;
  readonly operation: PolicyOperation;
  /** Labels that the change carries; what comes out of a table carries none. */
  readonly labels?: readonly string[];
}

/** A policy for the records of one registry. */
export interface CompiledPolicy {
  decide(question: PolicyQuestion): PolicyVerdict;
}

const NO_DEFAULT = { kind: 'denied', reason: 'the policy allows nobody to do this' } as const;

/**
 * Prepares a policy for one registry. Of the rules that decide a question the most specific one wins (that
 * matches by the most members), a denial before a permission where they are equally specific, and the defaults
 * hold where none decides. `immutable` permits the first value to everyone whom no other rule denies it.
 * `sources` says what the policy calls a binding; a binding without a name is on no list.
 */
export function compilePolicy(
  policy: MutationPolicy,
  entityType: string,
  sources: Readonly<Record<string, string>>,
): CompiledPolicy {
  const rules = policy.rules
    .filter(({ match }) => match.entity_type === entityType)
    .toSorted((a, b) => specificity(b) - specificity(a));
  return {
    decide(question) {
      const source = Object.hasOwn(sources, question.binding) ? sources[question.binding] : null;
      const found = rules
        .filter((rule) => isAbout(rule, question))
        .flatMap((rule) => {
          const verdict = verdictOf(rule, source ?? null, question);
          return verdict === null ? [] : [{ rank: specificity(rule), verdict }];
        });
      const first = found.find(({ verdict }) => verdict.kind !== 'write-once');
      const strongest = found.find(
        ({ rank, verdict }) => rank === first?.rank && verdict.kind === 'denied',
      );
      const decided = (strongest ?? first)?.verdict;
      if (decided?.kind === 'denied') return decided;
      const once = found.find(({ verdict }) => verdict.kind === 'write-once');
      if (once !== undefined && once.rank >= (first?.rank ?? 0)) return once.verdict;
      return decided ?? defaultOf(policy, question.operation);
    },
  };
}

/** A permission that names no operation is none to delete: that must be said. */
function isAbout({ match, allow, operations }: PolicyRule, question: PolicyQuestion): boolean {
  if (match.category !== undefined && match.category !== question.category) return false;
  if (match.field !== undefined && match.field !== question.field) return false;
  const isDeletion = question.operation === 'delete';
  return operations?.includes(question.operation) ?? !(isDeletion && allow !== undefined);
}

/** Null where the rule says nothing to this source. */
function verdictOf(
  rule: PolicyRule,
  source: string | null,
  { operation, labels = [] }: PolicyQuestion,
): PolicyVerdict | null {
  const {
    immutable,
    allow,
    disallow_sources: disallowed,
    requires_labels: required,
    reason,
  } = rule;
  const denied = { kind: 'denied', reason } as const;
  if (required?.some((label) => !labels.includes(label))) return denied;
  if (immutable) return operation === 'delete' ? denied : { kind: 'write-once', reason };
  if (source !== null && disallowed?.includes(source)) return denied;
  if (allow !== undefined && (source === null || !allow.includes(source))) return denied;
  return allow === undefined ? null : { kind: 'allowed' };
}

function defaultOf({ defaults }: MutationPolicy, operation: PolicyOperation): PolicyVerdict {
  const isAllowed = operation === 'delete' ? defaults.delete : defaults.allow;
  return isAllowed ? { kind: 'allowed' } : NO_DEFAULT;
}

/** By how many members a rule matches. */
function specificity({ match }: PolicyRule): number {
  return Object.keys(match).length;
}
