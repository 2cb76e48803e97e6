/** A field that ChittySchema refuses; null when it refuses the record as a whole. */
export interface PeerViolation {
  readonly field: string | null;
  readonly message: string;
}

/** Refusals of ChittySchema, by record and binding. */
export type PeerViolations = ReadonlyMap<string, ReadonlyMap<string, readonly PeerViolation[]>>;
