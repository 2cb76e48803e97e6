/** The time of a world: it stands still until somebody does something. */
export class WorldClock {
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  readonly now = (): Date => new Date(this.time);

  /** Minutes pass. */
  tick(minutes = 1): void {
    this.time += minutes * 60_000;
  }
}
