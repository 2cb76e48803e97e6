/** By field: the keys among those that its relations got that no record of the related registry has. */
export type UnknownKeys = ReadonlyMap<string, ReadonlySet<string>>;
