import { canonicalJson } from './canonical-json.ts';
import { sha256Hex } from './sha256.ts';

/** A UUID (version 8, RFC 9562) that follows from its parts: the same parts, the same id. */
export function derivedId(...parts: readonly string[]): string {
  const hex = sha256Hex(canonicalJson(parts));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
