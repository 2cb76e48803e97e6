import { describe, expect, it } from 'vitest';
import { CHITTY_POLICY } from '../../../test/build/chitty-policy.ts';
import { POLICY_RULES_MAX, parseMutationPolicy } from './mutation-policy.ts';

const RULE = { match: { entity_type: 'Service' }, immutable: true, reason: 'r' };
const withRule = (rule: unknown) => ({ ...CHITTY_POLICY, rules: [RULE, rule] });
const pathsOf = (document: unknown) => {
  const parsed = parseMutationPolicy(document);
  return parsed.ok ? [] : parsed.issues.map(({ path }) => path.join('.'));
};

describe('parseMutationPolicy', () => {
  it('reads what ChittyOS publishes', () => {
    expect(parseMutationPolicy(CHITTY_POLICY)).toEqual({ ok: true, policy: CHITTY_POLICY });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no object', null, ['']],
    ['a list', [], ['']],
    ['an empty object', {}, ['version', 'defaults', 'rules']],
    ['another version', { ...CHITTY_POLICY, version: 2 }, ['version']],
    ['a member that is not known', { ...CHITTY_POLICY, exceptions: [] }, ['exceptions']],
    [
      'defaults that are no booleans',
      { ...CHITTY_POLICY, defaults: { allow: 'no', delete: 0, create: true } },
      ['defaults.create', 'defaults.allow', 'defaults.delete'],
    ],
    ['rules that are no list', { ...CHITTY_POLICY, rules: {} }, ['rules']],
    [
      'too many rules',
      { ...CHITTY_POLICY, rules: new Array(POLICY_RULES_MAX + 1).fill(RULE) },
      ['rules'],
    ],
    ['a rule that is no object', withRule('deny'), ['rules.1']],
    ['a rule without a reason', withRule({ ...RULE, reason: '' }), ['rules.1.reason']],
    ['a rule with an unknown member', withRule({ ...RULE, until: '2027' }), ['rules.1.until']],
    [
      'a match with an unknown member',
      withRule({ ...RULE, match: { entity_type: 'Service', owner: 'x' } }),
      ['rules.1.match.owner'],
    ],
    [
      'a match without an entity type',
      withRule({ ...RULE, match: { field: 'name' } }),
      ['rules.1.match.entity_type'],
    ],
    [
      'a category that is no text',
      withRule({ ...RULE, match: { entity_type: 'Service', category: ['Core'] } }),
      ['rules.1.match.category'],
    ],
    ['a rule without effect', withRule({ match: RULE.match, reason: 'r' }), ['rules.1']],
    ['a rule with two effects', withRule({ ...RULE, allow: ['Notion'] }), ['rules.1']],
    ['immutable that is false', withRule({ ...RULE, immutable: false }), ['rules.1.immutable']],
    [
      'sources that are no list of names',
      withRule({ match: RULE.match, allow: ['Notion', 7], reason: 'r' }),
      ['rules.1.allow.1'],
    ],
    [
      'an empty list of sources',
      withRule({ match: RULE.match, disallow_sources: [], reason: 'r' }),
      ['rules.1.disallow_sources'],
    ],
    [
      'an operation that is none',
      withRule({ ...RULE, operations: ['update', 'rename'] }),
      ['rules.1.operations.1'],
    ],
  ])('[VL16] refuses %s', (_, document, paths) => {
    expect(pathsOf(document)).toEqual(paths);
  });

  it('[VL16] names all faults at once', () => {
    expect(pathsOf({ ...CHITTY_POLICY, version: 0, rules: [{ ...RULE, x: 1 }, null] })).toEqual([
      'version',
      'rules.0.x',
      'rules.1',
    ]);
  });
});
