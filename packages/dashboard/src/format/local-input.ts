const MINUTE_MS = 60_000;

const TO_THE_MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const TO_THE_SECOND = 'YYYY-MM-DDTHH:MM:SS'.length;

/** An instant as a `datetime-local` input holds it: this computer's time, to the minute. */
export function toLocalInput(iso: string | undefined): string {
  return localText(iso).slice(0, TO_THE_MINUTE);
}

/** The same to the second, for an input whose `step` is 1. */
export function toLocalSeconds(iso: string): string {
  return localText(iso).slice(0, TO_THE_SECOND);
}

function localText(iso: string | undefined): string {
  const time = new Date(iso ?? Number.NaN);
  if (Number.isNaN(time.getTime())) return '';
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString();
}

/** The instant of a `datetime-local` input in ISO 8601 UTC; empty for none. */
export function fromLocalInput(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
