import type { SystemDefinition } from '../adapter.ts';
import { notionCodec } from './codec.ts';
import { createNotionAdapter } from './notion-adapter.ts';
import { notionCapabilities } from './notion-capabilities.ts';
import { dataSourceIdOf, parseNotionRef } from './table-ref.ts';

/** Notion: a table is a data source `{dataSourceId}`, a row is a page, a column is a property. */
export const notionDefinition: SystemDefinition = {
  system: 'notion',
  capabilities: notionCapabilities,
  credentialKinds: ['token'],
  parseTableRef: parseNotionRef,
  placeOf: (ref) => `notion:${dataSourceIdOf(ref)}`,
  codec: notionCodec,
  traits: ({ column: { nativeType, relatesTo } }) => ({
    type: [nativeType, relatesTo?.dataSourceId ?? []].flat().join(' '),
    required: false,
  }),
  open: (credential, environment) => createNotionAdapter(credential, environment),
};
