import type { Context } from 'hono';
import type { AppDeps } from './app-deps.ts';
import type { AppEnv } from './app-env.ts';

/**
 * Tells the registry's coordinator that a run waits. The run is stored by then, and the schedule wakes every
 * registry with a waiting run, so a coordinator out of reach is logged and does not fail the call.
 */
export async function wakeCoordinator(
  c: Context<AppEnv>,
  { wake, logError }: Pick<AppDeps, 'wake' | 'logError'>,
  registryId: string,
): Promise<void> {
  try {
    await wake(c.get('principal').tenantId, registryId);
  } catch (error) {
    const { method, path } = c.req;
    logError(error, { requestId: c.get('requestId'), method, path });
  }
}
