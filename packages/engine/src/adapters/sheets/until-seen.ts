import type { AdapterEnvironment } from '../adapter.ts';

/** A reading may lag behind a write that was answered; it is repeated after these waits. */
const WAITS_MS = [500, 1_000, 2_000];

/** Reads until what was written before is seen, at most four times; the last reading. */
export async function untilSeen<T>(
  { wait }: AdapterEnvironment,
  read: () => Promise<T>,
  isSeen: (reading: T) => boolean,
): Promise<T> {
  let reading = await read();
  for (const ms of WAITS_MS) {
    if (isSeen(reading)) break;
    await wait(ms);
    reading = await read();
  }
  return reading;
}
