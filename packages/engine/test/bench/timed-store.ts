import type { RunStore } from '../../src/sync/run-store.ts';

/** Milliseconds by operation. */
export type Times = Map<string, number>;

/** A store that adds up how long each of its operations takes. */
export function timedStore(store: RunStore, times: Times): RunStore {
  return new Proxy(store, {
    get(target, name) {
      const operation: unknown = Reflect.get(target, name);
      if (typeof operation !== 'function') return operation;
      return async (...args: readonly unknown[]) => {
        const begun = performance.now();
        try {
          return await Reflect.apply(operation, target, args);
        } finally {
          const spent = performance.now() - begun;
          times.set(String(name), (times.get(String(name)) ?? 0) + spent);
        }
      };
    },
  });
}
