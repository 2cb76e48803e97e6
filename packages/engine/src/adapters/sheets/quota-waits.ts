import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import type { SheetsClient } from './sheets-client.ts';
import { msUntilNextMinute } from './sheets-errors.ts';

const QUOTA_WAITS = 2;

/** Repeats an action that the quota stopped in the next minute, at most twice. */
export async function repeatAfterQuota<T>(
  { now, wait }: AdapterEnvironment,
  action: () => Promise<T>,
): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await action();
    } catch (error) {
      const isQuota = isChittySyncError(error) && error.code === 'CS_RATE_LIMITED';
      if (!isQuota || waits === QUOTA_WAITS) throw error;
      await wait(msUntilNextMinute(now()));
    }
  }
}

/**
 * The client with calls that each wait for the quota: for calls that do not build on one another.
 */
export function withQuotaWaits(
  client: SheetsClient,
  environment: AdapterEnvironment,
): SheetsClient {
  const waiting =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    (...args: A) =>
      repeatAfterQuota(environment, () => call(...args));
  return {
    getSpreadsheet: waiting(client.getSpreadsheet),
    readValues: waiting(client.readValues),
    writeValues: waiting(client.writeValues),
    changeStructure: waiting(client.changeStructure),
    createSpreadsheet: waiting(client.createSpreadsheet),
    deleteSpreadsheet: waiting(client.deleteSpreadsheet),
    listSpreadsheets: waiting(client.listSpreadsheets),
  };
}
