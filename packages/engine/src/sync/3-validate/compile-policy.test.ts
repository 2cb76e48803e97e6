import { describe, expect, it } from 'vitest';
import { CHITTY_POLICY } from '../../../test/build/chitty-policy.ts';
import { compilePolicy, type PolicyQuestion } from './compile-policy.ts';
import type { MutationPolicy, PolicyRule } from './mutation-policy.ts';

const SOURCES = {
  notion: 'Notion',
  neon: 'Neon',
  sheets: 'GoogleSheets',
  register: 'ChittyRegister',
  schema: 'ChittySchema',
};
type Asked = Partial<PolicyQuestion> & Pick<PolicyQuestion, 'binding'>;
const decide = (policy: MutationPolicy, entityType: string, asked: Asked) => {
  const verdict = compilePolicy(policy, entityType, SOURCES).decide({
    category: null,
    operation: 'update',
    ...asked,
  });
  return 'reason' in verdict ? [verdict.kind, verdict.reason] : [verdict.kind];
};
const NOBODY = ['denied', expect.stringContaining('nobody')];
const LABELLED = ['security-approved'];

describe('the policy that ChittyOS publishes', () => {
  it.each<[string, string, string | null, string, readonly string[] | undefined, unknown[]]>([
    ['Service', 'notion', 'Foundation', 'service_name', undefined, ['write-once', 'identity']],
    ['Service', 'neon', 'Foundation', 'category', undefined, ['write-once', 'classification']],
    ['Service', 'sheets', 'Foundation', 'service_name', undefined, ['denied', 'read-only']],
    ['Service', 'sheets', 'Foundation', 'category', undefined, ['denied', 'read-only']],
    ['Service', 'sheets', 'Foundation', 'anything', undefined, ['denied', 'read-only']],
    ['Service', 'register', 'Foundation', 'github_repo', LABELLED, ['allowed']],
    ['Service', 'register', 'Foundation', 'github_repo', undefined, ['denied', 'repository']],
    ['Service', 'register', 'Foundation', 'github_repo', ['x'], ['denied', 'repository']],
    ['Service', 'notion', 'Foundation', 'github_repo', LABELLED, ['denied', 'repository']],
    ['Service', 'sheets', 'Foundation', 'github_repo', LABELLED, ['denied', 'repository']],
    ['Service', 'register', 'Core', 'github_repo', LABELLED, NOBODY],
    ['Service', 'schema', 'Core', 'schema_topics', undefined, ['allowed']],
    ['Service', 'schema', 'Foundation', 'schema_topics', undefined, ['allowed']],
    ['Service', 'notion', null, 'schema_topics', undefined, ['denied', 'schema']],
    ['Evidence', 'neon', null, 'submitted_date', undefined, ['write-once', 'write-once']],
    ['Evidence', 'sheets', 'Foundation', 'evidence_id', undefined, ['write-once', 'write-once']],
    ['Evidence', 'notion', null, 'chain_hash', undefined, ['write-once', 'write-once']],
    ['Evidence', 'notion', null, 'summary', undefined, NOBODY],
    ['Case', 'notion', null, 'chain_hash', undefined, NOBODY],
    ['Service', 'stranger', 'Core', 'schema_topics', undefined, ['denied', 'schema']],
    ['Service', 'toString', 'Core', 'schema_topics', undefined, ['denied', 'schema']],
  ])(
    '%s from %s, category %s, field %s, labels %j',
    (type, binding, category, field, labels, to) => {
      const asked = { binding, category, field, ...(labels === undefined ? {} : { labels }) };
      expect(decide(CHITTY_POLICY, type, asked)).toEqual(to);
    },
  );

  it.each<[string, string, string | null, unknown[]]>([
    ['Service', 'sheets', null, ['denied', 'no deletion']],
    ['Service', 'sheets', 'Foundation', ['denied', 'read-only']],
    ['Service', 'notion', null, NOBODY],
    ['Evidence', 'neon', null, NOBODY],
  ])('deletion of a %s from %s, category %s', (type, binding, category, verdict) => {
    expect(decide(CHITTY_POLICY, type, { binding, category, operation: 'delete' })).toEqual(
      verdict,
    );
  });
});

describe('compilePolicy', () => {
  const match = { entity_type: 'T' };
  const policy = (rules: readonly PolicyRule[], allow = false, deletes = false) =>
    ({ version: 1, defaults: { allow, delete: deletes }, rules }) as const;
  const deny = (more: object): PolicyRule => ({
    match: { ...match, ...more },
    disallow_sources: ['Notion'],
    reason: 'deny',
  });
  const allow = (more: object): PolicyRule => ({
    match: { ...match, ...more },
    allow: ['Notion'],
    reason: 'allow',
  });
  const once = (more: object): PolicyRule => ({
    match: { ...match, ...more },
    immutable: true,
    reason: 'once',
  });
  const ask = (rules: readonly PolicyRule[], more: Partial<Asked> = {}, isOpen = false) =>
    decide(policy(rules, isOpen, isOpen), 'T', {
      binding: 'notion',
      category: 'c',
      field: 'f',
      ...more,
    })[0];

  it.each<[string, readonly PolicyRule[], string]>([
    ['a permission overrides the default', [allow({})], 'allowed'],
    ['the more specific permission wins', [deny({}), allow({ field: 'f' })], 'allowed'],
    ['the more specific denial wins', [allow({}), deny({ field: 'f' })], 'denied'],
    ['a denial wins between equals', [allow({ field: 'f' }), deny({ category: 'c' })], 'denied'],
    ['… in whatever order they stand', [deny({ category: 'c' }), allow({ field: 'f' })], 'denied'],
    ['what is immutable may be given once', [once({ field: 'f' })], 'write-once'],
    ['… also by whom a rule permits it', [allow({}), once({ field: 'f' })], 'write-once'],
    ['… or equally permits it', [allow({ field: 'f' }), once({ field: 'f' })], 'write-once'],
    ['… but not by whom another rule denies it', [deny({}), once({ field: 'f' })], 'denied'],
    ['a more specific permission frees', [once({}), allow({ field: 'f' })], 'allowed'],
    ['rules about other fields say nothing', [allow({ field: 'g' })], 'denied'],
    ['rules about other categories say nothing', [allow({ category: 'd' })], 'denied'],
  ])('[VL15] %s', (_, rules, kind) => {
    expect(ask(rules)).toBe(kind);
  });

  it('asks a rule only about its operations', () => {
    const rule = { ...deny({}), operations: ['create'] } as const;
    expect(ask([rule], { operation: 'create' }, true)).toBe('denied');
    expect(ask([rule], { operation: 'update' }, true)).toBe('allowed');
  });

  it.each<[string, readonly PolicyRule[], boolean, string]>([
    ['is denied by default', [], false, 'denied'],
    ['is allowed by default', [], true, 'allowed'],
    ['needs a permission that names it', [allow({})], false, 'denied'],
    [
      'takes a permission that names it',
      [{ ...allow({}), operations: ['delete'] }],
      false,
      'allowed',
    ],
    ['is denied with everything else', [deny({})], true, 'denied'],
    ['is denied of what is immutable', [once({})], true, 'denied'],
    ['is no matter of single fields', [deny({ field: 'f' })], true, 'allowed'],
  ])('a deletion %s', (_, rules, isOpen, kind) => {
    const asked = { binding: 'notion', category: 'c', operation: 'delete' } as const;
    expect(decide(policy(rules, isOpen, isOpen), 'T', asked)[0]).toBe(kind);
  });
});
