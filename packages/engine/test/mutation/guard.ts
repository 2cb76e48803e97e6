/** A guard of the product, and how to take it away: in `file` the text `find`, which is there once, becomes `replace`. */
export interface Guard {
  /** What the guard keeps from happening. */
  readonly name: string;
  /** Below `packages/engine`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files that are run, below `packages/engine`; those over the state database are in the project `pg`. */
  readonly tests: readonly string[];
}
