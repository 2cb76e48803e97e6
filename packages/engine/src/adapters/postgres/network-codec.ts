import type { EncodedCell } from '../adapter.ts';
import { refuse } from './text-codec.ts';

const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/** An address or network as Postgres writes it; of an `inet` the length of the prefix only where it is not all. */
export function encodeInet(isNetwork: boolean, cell: string): EncodedCell {
  const [address = '', prefix, ...others] = cell.split('/');
  const words = address.includes(':') ? parseV6(address) : parseV4(address);
  if (words === null || others.length > 0) {
    return refuse('TYPE', 'the text is not an IP address, with or without /prefix');
  }
  const bits = words.length === 2 ? 32 : 128;
  const length = prefix === undefined ? bits : PREFIX.test(prefix) ? Number(prefix) : bits + 1;
  if (length > bits) return refuse('TYPE', `the prefix is not a number from 0 to ${bits}`);
  if (isNetwork && hostBits(words, length)) {
    return refuse('TYPE', 'a network has no bits to the right of its prefix');
  }
  const text = words.length === 2 ? formatV4(words) : formatV6(words);
  return { ok: true, native: isNetwork || length < bits ? `${text}/${length}` : text };
}

/** `08:00:2b:01:02:03`; Postgres takes hyphens, dots and fewer groups too. */
export function encodeMac(bytes: 6 | 8, cell: string): EncodedCell {
  const digits = cell.toLowerCase().replaceAll(/[:.-]/g, '');
  const isMac = digits.length === bytes * 2 && /^[0-9a-f]+$/.test(digits);
  return isMac && GROUPS.test(cell)
    ? { ok: true, native: (digits.match(/../g) ?? []).join(':') }
    : refuse('TYPE', `the text is not a MAC address of ${bytes} bytes`);
}

/** Groups of equal separators: pairs, fours, halves, or none. */
const GROUPS =
  /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)?$|^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$|^[0-9a-f]+$/i;

/** Words of 16 bits. */
type Words = readonly number[];

function parseV4(text: string): Words | null {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet))) return null;
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): Words | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [left, right] = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  if (left === null || left === undefined || right === null) return null;
  if (right === undefined) return left.length === 8 ? left : null;
  const missing = 8 - left.length - right.length;
  return missing < 1 ? null : [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

/** Groups of four digits; the last of them may be an address of four bytes. */
function parseGroups(text: string, isEnd: boolean): Words | null {
  if (text === '') return [];
  const groups = text.split(':');
  const words = groups.map((group, i) => {
    if (isEnd && i === groups.length - 1 && group.includes('.')) return parseV4(group);
    return /^[0-9a-f]{1,4}$/i.test(group) ? [Number.parseInt(group, 16)] : null;
  });
  return words.includes(null) ? null : words.flatMap((word) => word ?? []);
}

function hostBits(words: Words, length: number): boolean {
  return words.some((word, i) => {
    const kept = Math.min(Math.max(length - i * 16, 0), 16);
    return (word & (0xffff >> kept)) !== 0;
  });
}

function formatV4(words: Words): string {
  return words.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}

/** The first of the longest runs of zeros is left out; what is an address of four bytes is written as one. */
function formatV6(words: Words): string {
  const run = longestRun(words);
  const isV4 = run.from === 0 && (run.length === 6 || (run.length === 5 && words[5] === 0xffff));
  const text = (some: Words) => some.map((word) => word.toString(16)).join(':');
  if (isV4) return `${run.length === 5 ? '::ffff:' : '::'}${formatV4(words.slice(6))}`;
  if (run.length < 2) return text(words);
  return `${text(words.slice(0, run.from))}::${text(words.slice(run.from + run.length))}`;
}

function longestRun(words: Words): { readonly from: number; readonly length: number } {
  let best = { from: -1, length: 0 };
  words.forEach((_, from) => {
    const end = words.findIndex((word, i) => i >= from && word !== 0);
    const length = (end === -1 ? words.length : end) - from;
    if (length > best.length) best = { from, length };
  });
  return best;
}
