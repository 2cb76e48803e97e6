/** A JSON object whose members are not known yet. */
export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The member if it is an object, otherwise an empty object. */
export const objectAt = (value: unknown, key: string): JsonObject => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};

/** The member if it is a list of objects; other items are left out. */
export const objectsAt = (value: unknown, key: string): JsonObject[] => {
  const member = isObject(value) ? value[key] : undefined;
  return Array.isArray(member) ? member.filter(isObject) : [];
};

export const textAt = (value: unknown, key: string): string | undefined => {
  const member = isObject(value) ? value[key] : undefined;
  return typeof member === 'string' ? member : undefined;
};

/** The member as a finite number; proto3 JSON also takes numbers in quotes. */
export const numberAt = (value: unknown, key: string): number | undefined => {
  const member = isObject(value) ? value[key] : undefined;
  if (typeof member === 'string' && member.trim() === '') return undefined;
  const number = typeof member === 'string' ? Number(member) : member;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Proto3 JSON takes field names in snake_case too, and null for "not set": one spelling, no nulls.
 */
export function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [camelCase(key), normalized(member)]));
}

/** The object without members that are undefined. */
export function defined<T extends object>(
  members: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
