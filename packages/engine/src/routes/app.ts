import { bodyLimit } from 'hono/body-limit';
import { authenticate } from '../auth/authenticate.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import { chittyOrigins, securityHeaders } from './answer-headers.ts';
import type { AppDeps } from './app-deps.ts';
import { auditRoutes } from './audit.ts';
import { conflictRoutes } from './conflicts.ts';
import { connectionRoutes } from './connections.ts';
import { draftRoutes } from './drafts.ts';
import { errorResponse } from './error-response.ts';
import { healthRoutes } from './health.ts';
import { idempotency } from './idempotency.ts';
import { newRouter } from './new-router.ts';
import { serveOpenApi } from './openapi.ts';
import { problemRoutes } from './problems.ts';
import { recordRoutes } from './records.ts';
import { registryRoutes } from './registries.ts';
import { requestId } from './request-id.ts';
import { runRoutes } from './runs.ts';
import { undoRoutes } from './undo.ts';

const BODY_MAX_BYTES = 1_048_576;

/** The HTTP edge of the engine: `app.fetch` answers a request. */
export function createApp(deps: AppDeps) {
  const { config, database, fetch, logError, newId, version } = deps;
  const app = newRouter();
  app.onError((error, c) => errorResponse(error, c, logError));
  app.notFound((c) => {
    const message = `no route ${c.req.method} ${c.req.path}; /openapi.json lists all`;
    return errorResponse(new ChittySyncError('CS_ROUTE_NOT_FOUND', message), c, logError);
  });
  app.use(requestId(newId), securityHeaders, chittyOrigins);
  app.use(
    bodyLimit({
      maxSize: BODY_MAX_BYTES,
      onError: () => {
        throw new ChittySyncError('CS_BODY_TOO_LARGE', 'the body is larger than 1 MiB');
      },
    }),
  );
  const open = app.route('/', healthRoutes(deps));
  // What is registered from here on below /api/v1 is behind the bearer token.
  open.use('/api/v1/*', authenticate(config, fetch), idempotency(database));
  const routed = open
    .route('/api/v1', connectionRoutes(deps))
    .route('/api/v1', draftRoutes(deps))
    .route('/api/v1', registryRoutes(deps))
    .route('/api/v1', runRoutes(deps))
    .route('/api/v1', undoRoutes(deps))
    .route('/api/v1', recordRoutes(deps))
    .route('/api/v1', conflictRoutes(deps))
    .route('/api/v1', problemRoutes(deps))
    .route('/api/v1', auditRoutes(deps));
  serveOpenApi(app, version);
  return routed;
}

/** For the dashboard's typed client: `hc<AppType>`. */
export type AppType = ReturnType<typeof createApp>;
