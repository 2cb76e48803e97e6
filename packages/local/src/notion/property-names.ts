import type { NotionState } from './notion-state.ts';
import type { DataSource, PropertySchema } from './stored-objects.ts';

/** A property id in plain spelling; in most places it travels percent-encoded. */
export function plainPropertyId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** A column by name, or by id in either spelling. */
export function findProperty(source: DataSource, key: string): PropertySchema | undefined {
  if (Object.hasOwn(source.properties, key)) return source.properties[key];
  const plain = plainPropertyId(key);
  return Object.values(source.properties).find(
    (property) => plainPropertyId(property.id) === plain,
  );
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:;<=>?@[]^_`{|}~\\%';

/** A new property id: four characters, some of which need the percent-encoding they get. */
export function newPropertyId(state: NotionState, taken: readonly PropertySchema[]): string {
  for (;;) {
    const seed = state.newId().replaceAll('-', '');
    const codes = [0, 2, 4, 6].map((at) => Number.parseInt(seed.slice(at, at + 2), 16));
    const plain = codes.map((code) => ALPHABET[code % (ALPHABET.length - 1)]).join('');
    const id = encodeURIComponent(plain);
    if (!taken.some((property) => property.id === id)) return id;
  }
}
