import { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './app-env.ts';
import { invalidRequest, issuesOf } from './request-issues.ts';
import { unstorableText } from './unstorable-text.ts';

/** A router whose requests are parsed before a handler sees them; what does not fit is CS_INVALID_REQUEST. */
export function newRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(issuesOf(result.error));
      const unstorable = unstorableText(result.data);
      if (unstorable.length > 0) throw invalidRequest(unstorable);
    },
  });
}
