import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHITTY_POLICY } from '../../test/build/chitty-policy.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { demoRegistryBody } from './demo-registry.fixture.ts';
import { type Answer, startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  state = await startStateDatabase();
});
afterAll(() => state.close());

const PATH = '/api/v1/registries';

const faultsOf = ({ body }: Answer) =>
  body.error.details.issues
    .map((issue: { path: string; code: string }) => `${issue.path} ${issue.code}`)
    .sort();

describe('permissions of a registry', () => {
  it('keeps who may change what as it was given', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const [left, right] = body.bindings;
    const fields = { ...left?.fields, name: { column: 'name', onForbidden: 'revert' } };
    const policy = {
      document: CHITTY_POLICY,
      entityType: 'Service',
      categoryField: 'status',
      sources: { left: 'Notion', right: 'Neon' },
    };
    const rules = { approval: ['status'], policy };
    const made = await edge.call('POST', PATH, {
      ...body,
      ...rules,
      bindings: [{ ...left, fields }, right],
    });
    expect(made.body).toMatchObject({ ...rules, bindings: [{ fields }, {}] });
    const patched = await edge.call('PATCH', `${PATH}/${made.body.id}`, { approval: [] });
    expect(patched.body).toMatchObject({ approval: [], policy, bindings: [{ fields }, {}] });
    const freed = await edge.call('PATCH', `${PATH}/${made.body.id}`, { policy: null });
    expect(freed.body.policy).toBeNull();
  });

  it.each<[string, object, readonly string[]]>([
    ['another member', { strict: true }, ['policy.strict']],
    [
      'a document with faults',
      { document: { ...CHITTY_POLICY, version: 2, rules: [{ match: {}, reason: 'r' }] } },
      [
        'policy.document.rules[0]',
        'policy.document.rules[0].match.entity_type',
        'policy.document.version',
      ],
    ],
    ['rules about other records', { entityType: 'Country' }, ['policy.entityType']],
    ['categories that nobody sees', { categoryField: undefined }, ['policy.categoryField']],
    ['a category field that is none', { categoryField: 'ghost' }, ['policy.categoryField']],
    [
      'sources that are no bindings, and bindings without a source',
      { sources: { left: 'Notion', middle: 'Neon' } },
      ['policy.sources', 'policy.sources.middle'],
    ],
  ])('refuses a policy with %s', async (_, change, paths) => {
    const edge = startEdge(state.db);
    const policy = {
      document: CHITTY_POLICY,
      entityType: 'Service',
      categoryField: 'status',
      sources: { left: 'Notion', right: 'Neon' },
      ...change,
    };
    const answer = await edge.call('POST', PATH, { ...(await demoRegistryBody(edge)), policy });
    expect(faultsOf(answer)).toEqual(paths.map((path) => `${path} CS_INVALID_REQUEST`));
  });

  it('refuses to take back what it never writes', async () => {
    const edge = startEdge(state.db);
    const body = await demoRegistryBody(edge);
    const [left, right] = body.bindings;
    const name = { column: 'name', access: 'read', onForbidden: 'revert' };
    const fields = { ...left?.fields, name };
    const bindings = [{ ...left, fields }, right];
    const answer = await edge.call('POST', PATH, { ...body, bindings });
    expect(faultsOf(answer)).toEqual(['bindings[0].fields.name.onForbidden CS_INVALID_REQUEST']);
  });
});
