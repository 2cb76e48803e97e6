import { dateAt, type FormulaDate, type FormulaValue, isDate, numberOf } from './formula-values.ts';

const MS: Readonly<Record<string, number>> = {
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};
const MONTHS: Readonly<Record<string, number>> = { months: 1, quarters: 3, years: 12 };

const unitOf = (value: FormulaValue): string => {
  const unit = String(value ?? 'days');
  return unit.endsWith('s') ? unit : `${unit}s`;
};

/** The date `amount` units later; months keep the day, or the last one of a shorter month. */
function addToDate(
  date: FormulaDate,
  amount: number,
  unitValue: FormulaValue,
): FormulaDate | undefined {
  const unit = unitOf(unitValue);
  const months = MONTHS[unit];
  if (Number.isNaN(amount)) return undefined;
  if (months === undefined) {
    const size = MS[unit];
    if (size === undefined) return undefined;
    return dateAt(date.start + Math.trunc(amount) * size, date.hasTime || size < 86_400_000);
  }
  const moved = new Date(date.start);
  const day = moved.getUTCDate();
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + Math.trunc(amount) * months);
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, last));
  return dateAt(moved.getTime(), date.hasTime);
}

/** Whole units from `right` to `left`, rounded towards zero. */
function unitsBetween(left: FormulaDate, right: FormulaDate, unitValue: FormulaValue): number {
  const unit = unitOf(unitValue);
  const size = MS[unit];
  if (size !== undefined) return Math.trunc((left.start - right.start) / size) + 0;
  const months = MONTHS[unit] ?? 1;
  const [a, b] = [new Date(left.start), new Date(right.start)];
  let whole = (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth();
  const back = addToDate(right, whole, 'months');
  if (back && whole > 0 && back.start > left.start) whole -= 1;
  if (back && whole < 0 && back.start < left.start) whole += 1;
  return Math.trunc(whole / months) + 0;
}

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The number of the ISO week. */
function isoWeek(time: number): number {
  const day = new Date(time);
  const thursday = day.getTime() + (4 - (day.getUTCDay() || 7)) * 86_400_000;
  const firstDay = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - firstDay) / 604_800_000) + 1;
}

/** Text of a date by a pattern of tokens such as `YYYY-MM-DD HH:mm`; `[…]` stands for itself. */
function formatDate(date: FormulaDate, pattern: string): string {
  const at = new Date(date.start);
  const two = (n: number): string => String(n).padStart(2, '0');
  const month = MONTH_NAMES[at.getUTCMonth()] ?? '';
  const weekday = DAY_NAMES[at.getUTCDay()] ?? '';
  const hours = at.getUTCHours();
  const tokens: Readonly<Record<string, string>> = {
    YYYY: String(at.getUTCFullYear()),
    YY: String(at.getUTCFullYear()).slice(2),
    Y: String(at.getUTCFullYear()),
    MMMM: month,
    MMM: month.slice(0, 3),
    MM: two(at.getUTCMonth() + 1),
    M: String(at.getUTCMonth() + 1),
    DD: two(at.getUTCDate()),
    D: String(at.getUTCDate()),
    dddd: weekday,
    ddd: weekday.slice(0, 3),
    d: String(at.getUTCDay()),
    E: String(at.getUTCDay() || 7),
    W: String(isoWeek(at.getTime())),
    w: String(isoWeek(at.getTime())),
    HH: two(hours),
    H: String(hours),
    hh: two(hours % 12 || 12),
    h: String(hours % 12 || 12),
    mm: two(at.getUTCMinutes()),
    m: String(at.getUTCMinutes()),
    ss: two(at.getUTCSeconds()),
    A: hours < 12 ? 'AM' : 'PM',
    a: hours < 12 ? 'am' : 'pm',
  };
  const token = /\[([^\]]*)\]|YYYY|YY|Y|MMMM|MMM|MM|M|DD|D|dddd|ddd|d|E|W|w|HH|H|hh|h|mm|m|ss|A|a/g;
  return pattern.replace(
    token,
    (found, literal: string | undefined) => literal ?? tokens[found] ?? '',
  );
}

type DateFunction = (args: readonly FormulaValue[]) => FormulaValue;

const onDate =
  (work: (date: FormulaDate, args: readonly FormulaValue[]) => FormulaValue): DateFunction =>
  (args) => {
    const [date] = args;
    return isDate(date) ? work(date, args) : undefined;
  };
const part = (read: (at: Date) => number): DateFunction =>
  onDate((date) => read(new Date(date.start)));

/** Functions of dates, by name. Times are in UTC. */
export const DATE_FUNCTIONS: Readonly<Record<string, DateFunction>> = {
  dateAdd: onDate((date, args) => addToDate(date, numberOf(args[1]), args[2])),
  dateSubtract: onDate((date, args) => addToDate(date, -numberOf(args[1]), args[2])),
  dateBetween: onDate((date, args) =>
    isDate(args[1]) ? unitsBetween(date, args[1], args[2]) : undefined,
  ),
  formatDate: onDate((date, args) => formatDate(date, String(args[1] ?? ''))),
  dateStart: onDate((date) => dateAt(date.start, date.hasTime)),
  start: onDate((date) => dateAt(date.start, date.hasTime)),
  dateEnd: onDate((date) => dateAt(date.end ?? date.start, date.hasTime)),
  end: onDate((date) => dateAt(date.end ?? date.start, date.hasTime)),
  timestamp: onDate((date) => date.start),
  fromTimestamp: (args) => dateAt(numberOf(args[0])),
  minute: part((at) => at.getUTCMinutes()),
  hour: part((at) => at.getUTCHours()),
  day: part((at) => at.getUTCDay() || 7),
  date: part((at) => at.getUTCDate()),
  week: part((at) => isoWeek(at.getTime())),
  month: part((at) => at.getUTCMonth() + 1),
  year: part((at) => at.getUTCFullYear()),
  parseDate: (args) => {
    const start = Date.parse(String(args[0]));
    return Number.isNaN(start) ? undefined : dateAt(start, String(args[0]).length > 10);
  },
};
