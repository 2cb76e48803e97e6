import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { AppDeps } from './app-deps.ts';
import * as contract from './contract/health.ts';
import { isDatabaseReady, readDependencyStates } from './dependency-states.ts';
import { newRouter } from './new-router.ts';

const SERVICE = 'chittysync' as const;
const DESCRIPTION = 'Keeps registries aligned across Notion, PostgreSQL and Google Sheets';

/** Public: liveness, readiness, and what the dependencies do. Only the last two look at one. */
export function healthRoutes(deps: AppDeps) {
  const { version, now, config } = deps;
  const health = () => {
    return { status: 'ok' as const, service: SERVICE, version, timestamp: now().toISOString() };
  };
  return newRouter()
    .openapi(contract.getHealth, (c) => c.json(health(), 200))
    .openapi(contract.getLive, (c) => c.json(health(), 200))
    .openapi(contract.getReady, async (c) => {
      if (!(await isDatabaseReady(deps))) {
        const message = 'the state database does not answer';
        throw new ChittySyncError('CS_DATABASE_UNAVAILABLE', message, { retryable: true });
      }
      return c.json(health(), 200);
    })
    .openapi(contract.getStatus, async (c) => {
      const dependencies = await readDependencyStates(deps);
      const failing = Object.values(dependencies).some(({ state }) => state === 'unreachable');
      const degraded = failing ? ('degraded' as const) : ('healthy' as const);
      const status = dependencies.database?.state === 'ok' ? degraded : ('unhealthy' as const);
      const { environment, publicKeyHex } = config;
      const about = { description: DESCRIPTION, environment, auditPublicKeyHex: publicKeyHex };
      return c.json({ ...health(), status, ...about, dependencies }, 200);
    });
}
