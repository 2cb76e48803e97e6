import { must } from '../../src/errors/assert.ts';

/**
 * Something that runs until its next gate and waits there until it is resumed. Whoever resumes activities awaits
 * each, so that only one of them runs at any time, and the order is that in which they are resumed.
 */
export class Activity {
  readonly name: string;
  isDone = false;
  /** Where it waits, or waited last. */
  place = 'begin';
  /** Why it ended, where that was by an error. */
  error: unknown = null;
  #goOn: (() => void) | null = null;
  #stopped: (() => void) | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** Runs to the first gate, or to the end. */
  start(body: () => Promise<void>): Promise<void> {
    return this.#untilItStops(() => {
      body()
        .catch((error: unknown) => {
          this.error = error;
        })
        .finally(() => {
          this.isDone = true;
          this.#stopped?.();
        });
    });
  }

  /** Goes on to the next gate, or to the end. */
  resume(): Promise<void> {
    return this.#untilItStops(must(this.#goOn, 'only what waits at a gate is resumed'));
  }

  /** Called by the activity itself: waits here. */
  gate(place: string): Promise<void> {
    this.place = place;
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#stopped?.();
    });
  }

  #untilItStops(go: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped = resolve;
      go();
    });
  }
}
