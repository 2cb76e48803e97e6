import type { EmulatorClock } from './emulator.ts';

/**
 * An emulator's clock with its controls. It always runs: a time that was set goes on from there.
 */
export interface AdjustableClock extends EmulatorClock {
  set(now: Date): void;
  advance(milliseconds: number): void;
  setReal(): void;
}

/** A clock that shows the real time until it is set or advanced. */
export function createAdjustableClock(): AdjustableClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    set: (now) => {
      offset = now.getTime() - Date.now();
    },
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    setReal: () => {
      offset = 0;
    },
  };
}
