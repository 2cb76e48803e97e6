/** A JSON object whose content is not known yet. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** True for objects, not for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export const objectOr = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The value if it is an array, else an empty one. */
export const listOr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value if it is a string, else `undefined`. */
export const stringOr = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The object without some of its members. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  const kept: Record<string, unknown> = { ...object };
  for (const key of keys) delete kept[key];
  return kept;
}
