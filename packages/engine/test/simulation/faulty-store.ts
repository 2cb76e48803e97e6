import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { RowWrite } from '../../src/model/write.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import type { Faults } from './faults.ts';

/** A store that people and other runs may come before at every operation, and that fails before or after its effect. */
export function faultyStore(
  store: RunStore,
  gate: (place: string) => Promise<void>,
  faults: Faults,
  /** Called with writes as the engine takes them up; whatever becomes of them, it has to reckon with them. */
  taken: (binding: string, writes: readonly RowWrite[]) => void,
): RunStore {
  return new Proxy(store, {
    get(inner, name) {
      const operation: unknown = Reflect.get(inner, name);
      if (typeof operation !== 'function') return operation;
      return async (...given: unknown[]) => {
        await gate(String(name));
        if (faults.strikes('database error before the effect')) throw unavailable();
        const result: unknown = await operation.apply(inner, given);
        if (name === 'takeWrites') taken(String(given[0]), result as readonly RowWrite[]);
        if (faults.strikes('database error after the effect')) throw unavailable();
        return result;
      };
    },
  });
}

function unavailable(): ChittySyncError {
  const detail = { retryable: true };
  return new ChittySyncError('CS_DATABASE_UNAVAILABLE', 'the connection was lost', detail);
}
