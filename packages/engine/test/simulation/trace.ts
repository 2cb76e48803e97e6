/** What happened in a simulation, line by line: a hash of it all, and the lines themselves where they are wanted. */
export class Trace {
  readonly lines: string[] | null;
  #low = 0x811c9dc5;
  #high = 0x01000193;

  constructor(keepsLines: boolean) {
    this.lines = keepsLines ? [] : null;
  }

  add(line: string): void {
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      this.#low = Math.imul(this.#low ^ unit, 0x01000193);
      this.#high = Math.imul(this.#high ^ unit, 0x85ebca6b) ^ (this.#low >>> 13);
    }
    this.lines?.push(line);
  }

  /** For a reader only: what the lines of `add` leave out for the sake of speed. */
  tell(line: () => string): void {
    this.lines?.push(`    ${line()}`);
  }

  /** The same for the same lines. */
  get hash(): string {
    return [this.#low, this.#high].map((n) => (n >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
