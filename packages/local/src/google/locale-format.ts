/** How numbers and dates are typed and shown in the locale of a spreadsheet. */
export interface LocaleFormat {
  readonly decimal: string;
  readonly group: string;
  /** Whether `1/2` is the first of February. */
  readonly isDayFirst: boolean;
  /** What may stand between the parts of a date of digits. */
  readonly dateMarks: string;
  readonly currency: string;
  readonly isCurrencyFirst: boolean;
  readonly months: readonly string[];
  readonly weekdays: readonly string[];
  /** The patterns of formats that name a type only. */
  readonly patterns: Readonly<Record<string, string>>;
}

/** The signs of the currencies of regions; elsewhere the dollar's. */
const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK',
  '£': 'GB',
  '¥': 'CN JP',
  '₩': 'KR',
  '₹': 'IN',
  R$: 'BR',
  CHF: 'CH LI',
  kr: 'DK NO SE',
  zł: 'PL',
  Kč: 'CZ',
};

const cache = new Map<string, LocaleFormat>();

/** The formats of a locale such as `de_DE` or `fr`; of en_US where it is none. */
export function localeFormat(locale: unknown): LocaleFormat {
  const name = typeof locale === 'string' && locale !== '' ? locale : 'en_US';
  const known = cache.get(name);
  if (known) return known;
  const made = formatOf(tagOf(name));
  cache.set(name, made);
  return made;
}

function tagOf(name: string): string {
  try {
    const tag = new Intl.Locale(name.replaceAll('_', '-')).toString();
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0 ? tag : 'en-US';
  } catch {
    return 'en-US';
  }
}

function formatOf(tag: string): LocaleFormat {
  const { region = 'US' } = new Intl.Locale(tag).maximize();
  const numbers = new Intl.NumberFormat(tag, { useGrouping: 'always' }).formatToParts(12345.6);
  const part = (type: string): string => numbers.find((p) => p.type === type)?.value ?? '';
  const dates = new Intl.DateTimeFormat(tag, { timeZone: 'UTC' }).formatToParts(new Date(0));
  const order = dates.map(({ type }) => type).filter((type) => type !== 'literal');
  const mark = dates.find(({ type }) => type === 'literal')?.value.trim() ?? '/';
  const found = Object.entries(CURRENCIES).find(([, regions]) => regions.includes(region));
  const currency = found?.[0] ?? '$';
  const sample = { style: 'currency', currency: 'EUR' } as const;
  const prices = new Intl.NumberFormat(tag, sample).formatToParts(1);
  const isCurrencyFirst = prices[0]?.type === 'currency';
  return {
    decimal: part('decimal') || '.',
    group: part('group') || ',',
    isDayFirst: order.indexOf('day') < order.indexOf('month'),
    dateMarks: mark === '.' ? '-/.' : '-/',
    currency,
    isCurrencyFirst,
    months: names(tag, 12, { month: 'long' }),
    weekdays: names(tag, 7, { weekday: 'long' }),
    patterns: patternsOf(tag, order, mark, pricePattern(currency, isCurrencyFirst, '#,##0.00')),
  };
}

/** The pattern of an amount of money. */
export const pricePattern = (currency: string, isFirst: boolean, amount: string): string =>
  isFirst ? `"${currency}"${amount}` : `${amount} "${currency}"`;

/** Months, or the days of a week from Sunday on. */
function names(tag: string, count: number, shape: Intl.DateTimeFormatOptions): string[] {
  const format = new Intl.DateTimeFormat(tag, { ...shape, timeZone: 'UTC' });
  return Array.from({ length: count }, (_, i) =>
    format.format(count === 12 ? Date.UTC(2023, i, 1) : Date.UTC(2023, 0, 1 + i)),
  );
}

function patternsOf(
  tag: string,
  order: readonly string[],
  mark: string,
  price: string,
): Readonly<Record<string, string>> {
  const isAmerican = new Intl.Locale(tag).maximize().region === 'US';
  const hasHalves = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions().hour12;
  const letters: Readonly<Record<string, string>> = isAmerican
    ? { day: 'd', month: 'M', year: 'yyyy' }
    : { day: 'dd', month: 'MM', year: 'yyyy' };
  const date = order.map((type) => letters[type] ?? '').join(mark);
  return {
    NUMBER: '#,##0.00',
    PERCENT: '0.00%',
    CURRENCY: price,
    DATE: date,
    TIME: hasHalves === true ? 'h:mm:ss am/pm' : 'HH:mm:ss',
    DATE_TIME: `${date} ${isAmerican ? 'H' : 'HH'}:mm:ss`,
    SCIENTIFIC: '0.00E+00',
  };
}
