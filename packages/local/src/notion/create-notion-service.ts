import { randomUUID } from 'node:crypto';
import type {
  ApiRequest,
  ApiResponse,
  EmulatorService,
  EmulatorServiceFactory,
} from '../emulator/emulator.ts';
import { faultAnswer } from './fault-answers.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { NotionError, validationError } from './notion-error.ts';
import { createNotionState, idFrom, type NotionState } from './notion-state.ts';
import { authorize, oauthCall } from './oauth.ts';
import { pageUrl, unformatted } from './rich-text.ts';
import { matchRoute } from './routes.ts';
import { putObjects } from './seeded-objects.ts';
import type { Page } from './stored-objects.ts';
import { newBot } from './users.ts';
import { inVersion, versionOf } from './versions.ts';

export interface NotionSeed {
  /** Accepted at any time. */
  readonly token: string;
  /** A page at the top of the workspace that is there from the start and after every reset. */
  readonly rootPageId: string;
  /** Results that no query exceeds; the API's own 10,000 unless told. */
  readonly maxResults?: number;
}

const MAX_BODY_BYTES = 500_000;
const OAUTH = /^\/v1\/oauth\/(token|introspect|revoke)$/;

/**
 * An emulator of the Notion API, versions 2025-09-03 and 2026-03-11. `salt` makes the ids of a
 * history unique.
 */
export function createNotionService(
  seed: NotionSeed,
  salt: () => string = randomUUID,
): EmulatorServiceFactory {
  return (clock, store): EmulatorService => {
    const state = createNotionState(clock, store);
    return {
      name: 'notion',
      routeOf: (method, path) => matchRoute(method, path)?.template ?? path,
      handle: (request) => answer(state, seed, request),
      overQuota: (_request, seconds) => finish(overQuota(seconds)),
      faultAnswer: (_request, status, committed) => finish(faultAnswer(status, committed)),
      quotaSubject: ({ headers }) => headers.authorization ?? '',
      afterReset: ({ token }) => {
        begin(state, seed, salt(), token);
        if (seed.maxResults !== undefined) state.meta.set('maxResults', seed.maxResults);
      },
      putObjects: (objects) => putObjects(state, objects),
    };
  };
}

/** An empty workspace with its bot and root page. */
function begin(state: NotionState, seed: NotionSeed, salt: string, token?: string): void {
  state.meta.set('salt', salt);
  const botId = idFrom(`bot ${seed.token}`);
  const workspaceId = idFrom(`workspace ${seed.token}`);
  state.users.set(botId, newBot(botId, workspaceId));
  state.meta.set('bot', botId);
  state.meta.set('workspace', workspaceId);
  if (token !== undefined) state.tokens.set(token, { kind: 'access' });
  state.putPage(rootPage(state, seed.rootPageId));
}

function rootPage(state: NotionState, id: string): Page {
  const title = unformatted('Local workspace');
  const now = state.minute();
  return {
    object: 'page',
    id,
    created_time: now,
    last_edited_time: now,
    created_by: state.me(),
    last_edited_by: state.me(),
    cover: null,
    icon: null,
    parent: { type: 'workspace', workspace: true },
    in_trash: false,
    is_archived: false,
    is_locked: false,
    url: pageUrl(id, title),
    public_url: null,
    values: { title },
  };
}

function answer(state: NotionState, seed: NotionSeed, request: ApiRequest): ApiResponse {
  try {
    return finish(route(state, seed, request));
  } catch (error) {
    if (error instanceof NotionError) return finish(error.toResponse());
    throw error;
  }
}

/** Every JSON body carries the request's id, and so does a header. */
function finish(response: ApiResponse): ApiResponse {
  const requestId = randomUUID();
  const headers = { ...response.headers, 'x-notion-request-id': requestId };
  const body = isObject(response.body)
    ? { ...response.body, request_id: requestId }
    : response.body;
  return { ...response, headers, body };
}

function route(state: NotionState, seed: NotionSeed, request: ApiRequest): ApiResponse {
  const { method, path, query, headers } = request;
  const body = parseBody(request);
  if (method === 'GET' && path === '/v1/oauth/authorize') return authorize(state, query);
  const action = OAUTH.exec(path)?.[1];
  if (method === 'POST' && action !== undefined) return oauthCall(state, action, request, body);
  const matched = matchRoute(method, path);
  if (!matched) throw new NotionError(400, 'invalid_request_url', 'Invalid request URL.');
  const token = tokenOf(state, seed, headers.authorization);
  const version = versionOf(headers['notion-version']);
  // A token that was given at a reset has nothing but what is put or created after it; the root
  // page it knows by id.
  const isGiven = token !== seed.token && state.tokens.get(token)?.clientId === undefined;
  const hidden = new Set(isGiven ? [seed.rootPageId] : []);
  const { params, handler } = matched;
  const result = handler({ state, version, body, query, params, hidden });
  return { status: 200, body: inVersion(result, version) };
}

function parseBody({ rawBody }: ApiRequest): JsonObject {
  if (rawBody.length > MAX_BODY_BYTES) {
    throw new NotionError(413, 'validation_error', 'Request body too large.');
  }
  const text = rawBody.toString('utf8');
  if (text.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new NotionError(400, 'invalid_json', 'Error parsing JSON body.');
  }
  if (!isObject(parsed)) throw validationError('body failed validation: body should be an object.');
  return parsed;
}

function tokenOf(state: NotionState, seed: NotionSeed, header: string | undefined): string {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    const message = 'Authorization header must use the format "Bearer <token>".';
    throw new NotionError(401, 'unauthorized', message);
  }
  if (token === seed.token || state.tokens.get(token)?.kind === 'access') return token;
  throw new NotionError(401, 'unauthorized', 'API token is invalid.');
}

function overQuota(seconds: number): ApiResponse {
  return new NotionError(
    429,
    'rate_limited',
    'You have been rate limited. Please try again in a few minutes.',
    {
      headers: { 'Retry-After': String(seconds) },
      additionalData: {
        rate_limit_reason: 'public_api_request_rate_limit',
        retry_after: String(seconds),
      },
    },
  ).toResponse();
}
