import type { MutationPolicy } from '../../src/sync/3-validate/mutation-policy.ts';

/** The policy that ChittyOS publishes for its own registries: what `etc/sync/policy.json` says, rule by rule. */
export const CHITTY_POLICY: MutationPolicy = {
  version: 1,
  defaults: { allow: false, delete: false },
  rules: [
    {
      match: { entity_type: 'Service', category: 'Foundation', field: 'service_name' },
      immutable: true,
      reason: 'identity',
    },
    {
      match: { entity_type: 'Service', category: 'Foundation', field: 'category' },
      immutable: true,
      reason: 'classification',
    },
    {
      match: { entity_type: 'Service', category: 'Foundation', field: 'github_repo' },
      allow: ['ChittyRegister'],
      requires_labels: ['security-approved'],
      reason: 'repository',
    },
    ...['submitted_date', 'evidence_id', 'chain_hash'].map((field) => ({
      match: { entity_type: 'Evidence', field },
      immutable: true as const,
      reason: 'write-once',
    })),
    {
      match: { entity_type: 'Service', field: 'schema_topics' },
      allow: ['ChittySchema'],
      reason: 'schema',
    },
    {
      match: { entity_type: 'Service' },
      disallow_sources: ['GoogleSheets'],
      operations: ['delete'],
      reason: 'no deletion',
    },
    {
      match: { entity_type: 'Service', category: 'Foundation' },
      disallow_sources: ['GoogleSheets'],
      reason: 'read-only',
    },
  ],
};
