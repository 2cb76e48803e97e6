const MINUTE_MS = 60_000;

/** An instant as a `datetime-local` input holds it: this computer's time, to the minute. */
export function toLocalInput(iso: string | undefined): string {
  const time = new Date(iso ?? Number.NaN);
  if (Number.isNaN(time.getTime())) return '';
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
}

/** The instant of a `datetime-local` input in ISO 8601 UTC; empty for none. */
export function fromLocalInput(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
