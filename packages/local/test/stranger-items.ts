import { item } from './item.ts';

/** A value of every type, each at an edge of what all three systems hold. */
export const FULL = {
  quantity: 2_147_483_647,
  price: 12_345_678.9012,
  active: true,
  since: '2024-02-29',
  checked: '1999-12-31T23:59:00.000Z',
  kind: 'プロ',
  tags: ['new', 'très cher', '🔥'],
  site: 'https://example.org/a%20b?q=1&r=%C3%A9#top',
  mail: 'first.last+tag@example.org',
};

/** Rows that begin in Notion only. */
export const IN_NOTION = [
  item('=1+1', '=HYPERLINK("https://example.org";"click")', FULL),
  item('007', '0000123', { quantity: 0, price: -0.0001, kind: 'tool', tags: ['new'] }),
  item('👩‍👩‍👧‍👦', 'e\u0301 is not é; 🏳️‍🌈 𝒳', { since: '1969-12-31', mail: "o'neil@example.org" }),
  item('long', 'abc '.repeat(750), { price: 0.5 }),
];

/** Rows that begin in Postgres only. */
export const IN_POSTGRES = [
  item('+1-800-555-0199', 'first line\nsecond line\n\n\tfourth line', FULL),
  item('O\'Brien "the" \\', `"double" 'single' \`back\` \\ , ; <b>&amp;</b> -- \${x} {{y}}`, {
    quantity: -1,
  }),
  item('ש-1', 'שלום עולם (مرحبا) \u202eabc\u202c', { kind: 'Ersatzteil', tags: ['🔥', 'new'] }),
];

/** Rows that begin in Sheets only. */
export const IN_SHEETS = [
  item('TRUE', ' blanks around ', FULL),
  item('1e5', "'apostrophe first", { checked: '2026-07-01T00:00:00.000Z' }),
  item('@SUM(A1)', '-2+3', { site: 'mailto:someone@example.org', quantity: 41 }),
];

/** A row that begins in two systems, with equal values. */
export const IN_NOTION_AND_POSTGRES = item('both-np', 'the same in both', FULL);

/** A row that begins in two systems, with equal values. */
export const IN_POSTGRES_AND_SHEETS = item('both-ps', '2024-01-01', { quantity: 3, tags: ['new'] });

/** All twelve. */
export const ALL = [
  ...IN_NOTION,
  ...IN_POSTGRES,
  ...IN_SHEETS,
  IN_NOTION_AND_POSTGRES,
  IN_POSTGRES_AND_SHEETS,
];
