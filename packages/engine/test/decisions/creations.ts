import type { UnderChains } from './decision-table.ts';
import type { NewState } from './row-states.ts';

/**
 * No base knows the record. EMPTY gives way; a row that is refused creates nothing and is left alone; a field
 * that waits is written nowhere, but the record is made.
 */
export const CREATIONS: Readonly<Record<NewState, Readonly<Record<NewState, UnderChains>>>> = {
  none: {
    none: 'nothing',
    created: 'y by change → +w +x +z',
    createdAlike: 'alike by change → +w +x +z',
    createdBlank: 'empty → +w +x +z',
    createdInvalid: 'nothing ! y:SCHEMA_MAXLENGTH',
  },
  created: {
    none: 'x by change → +w +y +z',
    created: {
      lastWrite: 'x by hash over y → +w +z y',
      prefer: 'x by prefer over y → +w +z y',
      quorum: 'empty open → +w +z waits',
      merge: 'x by hash over y → +w +z y',
      manual: 'empty open → +w +z waits',
    },
    createdAlike: {
      lastWrite: 'alike by hash over x → +w +z x',
      prefer: 'x by prefer over y → +w +z y',
      quorum: 'empty open → +w +z waits',
      merge: 'alike by hash over x → +w +z x',
      manual: 'empty open → +w +z waits',
    },
    createdBlank: 'x by change → +w +z y',
    createdInvalid: 'x by change → +w +z ! y:SCHEMA_MAXLENGTH waits',
  },
  createdAlike: {
    none: 'alike by change → +w +y +z',
    created: {
      lastWrite: 'alike by hash over y → +w +z y',
      prefer: 'alike by prefer over y → +w +z y',
      quorum: 'empty open → +w +z waits',
      merge: 'alike by hash over y → +w +z y',
      manual: 'empty open → +w +z waits',
    },
    createdAlike: 'alike by agreed → +w +z',
    createdBlank: 'alike by change → +w +z y',
    createdInvalid: 'alike by change → +w +z ! y:SCHEMA_MAXLENGTH waits',
  },
  createdBlank: {
    none: 'empty → +w +y +z',
    created: 'y by change → +w +z x',
    createdAlike: 'alike by change → +w +z x',
    createdBlank: 'empty → +w +z',
    createdInvalid: 'empty → +w +z ! y:SCHEMA_MAXLENGTH waits',
  },
  createdInvalid: {
    none: 'nothing ! x:SCHEMA_MAXLENGTH',
    created: 'y by change → +w +z ! x:SCHEMA_MAXLENGTH waits',
    createdAlike: 'alike by change → +w +z ! x:SCHEMA_MAXLENGTH waits',
    createdBlank: 'empty → +w +z ! x:SCHEMA_MAXLENGTH waits',
    createdInvalid: 'nothing ! x:SCHEMA_MAXLENGTH y:SCHEMA_MAXLENGTH',
  },
};
