/** What a rule is about. Members that are left out match everything. */
export interface PolicyMatch {
  readonly entity_type: string;
  readonly category?: string;
  readonly field?: string;
}

export const POLICY_OPERATIONS = ['create', 'update', 'delete'] as const;
export type PolicyOperation = (typeof POLICY_OPERATIONS)[number];

/** One rule; exactly one of `immutable`, `allow` and `disallow_sources` is there. */
export interface PolicyRule {
  readonly match: PolicyMatch;
  readonly immutable?: true;
  /** Only these sources may. */
  readonly allow?: readonly string[];
  readonly disallow_sources?: readonly string[];
  /** The operations that the rule is about. */
  readonly operations?: readonly PolicyOperation[];
  /** Labels that a change must carry. */
  readonly requires_labels?: readonly string[];
  readonly reason: string;
}

/** A field-level mutation policy of ChittyOS (`etc/sync/policy.json`), version 1. */
export interface MutationPolicy {
  readonly version: 1;
  /** What holds where no rule decides. */
  readonly defaults: { readonly allow: boolean; readonly delete: boolean };
  readonly rules: readonly PolicyRule[];
}

/** A place of the document that cannot be used. */
export interface PolicyIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: MutationPolicy }
  | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

export const POLICY_RULES_MAX = 500;
const EFFECTS = ['immutable', 'allow', 'disallow_sources'];
const RULE_MEMBERS = ['match', ...EFFECTS, 'operations', 'requires_labels', 'reason'];

type Path = PolicyIssue['path'];

/**
 * Reads a policy strictly: a member that this reader does not know could be a restriction, so it is refused by
 * its path and nothing is taken. All faults are reported at once.
 */
export function parseMutationPolicy(document: unknown): ParsedPolicy {
  const reader = new Reader();
  const isObject = reader.object(document, [], ['version', 'defaults', 'rules'], []);
  if (isObject) {
    if (document.version !== 1) reader.fail(['version'], 'must be 1');
    const { defaults, rules } = document;
    if (reader.object(defaults, ['defaults'], ['allow', 'delete'], [])) {
      for (const member of ['allow', 'delete']) {
        if (typeof defaults[member] !== 'boolean') {
          reader.fail(['defaults', member], 'must be true or false');
        }
      }
    }
    if (!Array.isArray(rules)) reader.fail(['rules'], 'must be a list');
    else if (rules.length > POLICY_RULES_MAX) {
      reader.fail(['rules'], `more than ${POLICY_RULES_MAX} rules`);
    } else for (const [i, rule] of rules.entries()) reader.rule(rule, ['rules', i]);
  }
  const { issues } = reader;
  return issues.length > 0
    ? { ok: false, issues }
    : { ok: true, policy: document as unknown as MutationPolicy };
}

class Reader {
  readonly issues: PolicyIssue[] = [];

  fail(path: Path, message: string): void {
    this.issues.push({ path, message });
  }

  object(
    value: unknown,
    path: Path,
    required: readonly string[],
    optional: readonly string[],
  ): value is Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(path, 'must be an object');
      return false;
    }
    for (const member of Object.keys(value)) {
      if (!required.includes(member) && !optional.includes(member)) {
        this.fail([...path, member], 'there is no such member');
      }
    }
    const lacking = required.filter((member) => !Object.hasOwn(value, member));
    for (const member of lacking) this.fail([...path, member], 'is missing');
    return lacking.length === 0;
  }

  rule(rule: unknown, path: Path): void {
    const optional = RULE_MEMBERS.filter((member) => member !== 'match' && member !== 'reason');
    if (!this.object(rule, path, ['match', 'reason'], optional)) return;
    this.text(rule.reason, [...path, 'reason']);
    const match = [...path, 'match'];
    if (this.object(rule.match, match, ['entity_type'], ['category', 'field'])) {
      for (const [member, value] of Object.entries(rule.match))
        this.text(value, [...match, member]);
    }
    if (EFFECTS.filter((effect) => Object.hasOwn(rule, effect)).length !== 1) {
      this.fail(path, `needs one of ${EFFECTS.join(', ')}, and only one`);
    }
    if (Object.hasOwn(rule, 'immutable') && rule.immutable !== true) {
      this.fail([...path, 'immutable'], 'must be true');
    }
    for (const member of ['allow', 'disallow_sources', 'operations', 'requires_labels']) {
      if (Object.hasOwn(rule, member)) this.texts(rule[member], [...path, member]);
    }
    if (!Array.isArray(rule.operations)) return;
    for (const [i, operation] of rule.operations.entries()) {
      if (!POLICY_OPERATIONS.some((known) => known === operation)) {
        this.fail([...path, 'operations', i], `must be one of ${POLICY_OPERATIONS.join(', ')}`);
      }
    }
  }

  texts(value: unknown, path: Path): void {
    if (!Array.isArray(value) || value.length === 0) {
      this.fail(path, 'must be a list that is not empty');
    } else for (const [i, item] of value.entries()) this.text(item, [...path, i]);
  }

  text(value: unknown, path: Path): void {
    if (typeof value !== 'string' || value === '') this.fail(path, 'must be text');
  }
}
