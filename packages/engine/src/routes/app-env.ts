import type { Principal } from '../auth/principal.ts';

/** What the middleware hands to the routes. `principal` is set on every route below `/api/v1` that is not public. */
export interface AppEnv {
  Variables: { requestId: string; principal: Principal };
}
