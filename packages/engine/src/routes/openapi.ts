import type { OpenAPIHono } from '@hono/zod-openapi';
import { Scalar } from '@scalar/hono-api-reference';
import { ERROR_CODES } from '../errors/codes.ts';
import type { AppEnv } from './app-env.ts';

const ERROR_SCHEMA = {
  type: 'object' as const,
  required: ['success', 'error'],
  properties: {
    success: { type: 'boolean' as const, const: false },
    error: {
      type: 'object' as const,
      required: ['code', 'message', 'requestId'],
      properties: {
        code: { type: 'string' as const, enum: [...ERROR_CODES] },
        message: { type: 'string' as const },
        details: { type: 'object' as const, additionalProperties: true },
        requestId: { type: 'string' as const },
      },
    },
  },
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Serves the contract at `/openapi.json` and, for people, at `/docs`. To be called when all routes are there. */
export function serveOpenApi(app: OpenAPIHono<AppEnv>, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'Admin token, service token, or a ChittyAuth JWT with the scope',
  });
  let document: ReturnType<typeof describe> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= describe(app, version);
    return c.json(document);
  });
  app.get('/docs', Scalar<AppEnv>({ url: '/openapi.json', pageTitle: 'ChittySync API' }));
}

function describe(app: OpenAPIHono<AppEnv>, version: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'ChittySync', version },
    servers: [{ url: '/' }],
  });
  const content = { 'application/json': { schema: ERROR_SCHEMA } };
  const refused = { description: 'Refused or failed: the error envelope', content };
  document.components = { ...document.components, responses: { Error: refused } };
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation === undefined) continue;
      operation.responses = {
        ...operation.responses,
        default: { $ref: '#/components/responses/Error' },
      };
      if (method === 'get') continue;
      operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  schema: { type: 'string' as const, maxLength: 255 },
  description: 'The same key with the same request is answered as the first was, for a day',
};
