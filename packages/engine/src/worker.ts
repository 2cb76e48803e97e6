/** The Worker: what the runtime calls, and the classes that it instantiates. */
import { logLine } from './errors/log-line.ts';
import { createApp } from './routes/app.ts';
import { composeEngine, type Engine } from './runtime/compose.ts';
import { runSchedule } from './runtime/run-schedule.ts';
import { coordinatorOf, type WorkerEnv } from './runtime/worker-env.ts';

// biome-ignore lint/performance/noBarrelFile: the runtime looks for its classes in the main module
export { RegistryCoordinator } from './runtime/registry-coordinator.ts';
export { SyncRun } from './runtime/sync-run.ts';

const VERSION = '0.1.0';

/** Bindings and variables are the same for all requests of an isolate. */
let composed: { engine: Engine; app: ReturnType<typeof createApp> } | undefined;

function compose(env: WorkerEnv) {
  if (composed === undefined) {
    const engine = composeEngine(env as unknown as Record<string, unknown>);
    const app = createApp({
      ...engine,
      version: VERSION,
      wake: wakeWith(env),
      fetch: (input, init) => fetch(input, init),
      logError: (error, context) => console.error(logLine(error, context)),
    });
    composed = { engine, app };
  }
  return composed;
}

function wakeWith(env: WorkerEnv) {
  return (tenantId: string, registryId: string) =>
    coordinatorOf(env, registryId).wake({ tenantId, registryId });
}

export default {
  fetch: (request, env, context) => compose(env).app.fetch(request, env, context),
  scheduled: (_event, env) => runSchedule(compose(env).engine, wakeWith(env)),
} satisfies ExportedHandler<WorkerEnv>;
