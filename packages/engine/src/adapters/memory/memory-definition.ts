import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { CELL_TYPES } from '../../model/cell-type.ts';
import type { SystemName } from '../../model/system.ts';
import type { AdapterCapabilities, Credential, SystemDefinition } from '../adapter.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import { memoryCodec } from './memory-codec.ts';
import type { MemorySystem } from './memory-system.ts';

const CAPABILITIES: AdapterCapabilities = {
  cellTypes: new Set(CELL_TYPES),
  editTime: { precisionMs: 1 },
  conditionalWrite: true,
  deleteMeans: 'delete',
  stableRowIds: true,
  rowsPerWriteMax: 100,
  rowsPerWriteRequest: 100,
  rowsPerLookUpMax: 50,
  incrementalRead: 'edits',
};

/**
 * A catalogue entry over systems in memory, which a credential reaches by their token. It stands in for the
 * system it is named after, with any capabilities. A table is `{name}`.
 */
export function memoryDefinition(
  system: SystemName,
  systems: readonly MemorySystem[],
  options: {
    readonly capabilities?: Partial<AdapterCapabilities>;
    readonly rowsPerPage?: number;
  } = {},
): SystemDefinition {
  const capabilities = possible({ ...CAPABILITIES, ...options.capabilities });
  return {
    system,
    capabilities,
    credentialKinds: ['token'],
    parseTableRef(input) {
      const isRef = typeof input === 'object' && input !== null && 'name' in input;
      return isRef && typeof input.name === 'string' ? { name: input.name } : null;
    },
    placeOf(ref, credential) {
      return `memory:${systems.findIndex((each) => isReachedBy(each, credential))}/${ref.name}`;
    },
    codec: memoryCodec,
    traits({ column: { nativeType } }) {
      const type = nativeType.replace(/ not null$/, '');
      return { type, required: type !== nativeType };
    },
    open(credential, { now }) {
      const found = systems.find((each) => isReachedBy(each, credential));
      if (found === undefined) {
        throw new ChittySyncError('CS_CREDENTIAL_INVALID', 'no system has this token');
      }
      return createMemoryAdapter(found, {
        capabilities,
        rowsPerPage: options.rowsPerPage ?? 100,
        now,
      });
    },
  };
}

/** Without edit times, and where rows have no identity but the key, nothing tells which rows changed. */
function possible({ incrementalRead, ...others }: AdapterCapabilities): AdapterCapabilities {
  const { editTime, stableRowIds } = others;
  const isTold = incrementalRead === 'edits' && stableRowIds && editTime !== 'none';
  return isTold ? { ...others, incrementalRead } : others;
}

function isReachedBy(system: MemorySystem, credential: Credential): boolean {
  return credential.kind === 'token' && system.token === credential.token;
}
