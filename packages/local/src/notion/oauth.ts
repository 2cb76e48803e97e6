import type { ApiRequest, ApiResponse } from '../emulator/emulator.ts';
import { isObject, type JsonObject, objectOr, stringOr } from './json-value.ts';
import type { NotionState } from './notion-state.ts';

const refuse = (status: number, error: string): ApiResponse => ({ status, body: { error } });

/** `GET /v1/oauth/authorize`: the user agrees at once, and is sent back with a code. */
export function authorize(state: NotionState, query: URLSearchParams): ApiResponse {
  const clientId = query.get('client_id');
  const redirect = query.get('redirect_uri');
  if (clientId === null || redirect === null || !URL.canParse(redirect)) {
    return refuse(400, 'invalid_request');
  }
  const code = state.newId();
  state.tokens.set(code, { kind: 'code', clientId, redirect });
  const target = new URL(redirect);
  target.searchParams.set('code', code);
  const userState = query.get('state');
  if (userState !== null) target.searchParams.set('state', userState);
  return { status: 302, headers: { Location: target.href }, body: undefined };
}

/** `POST /v1/oauth/token`, `introspect` and `revoke`: HTTP Basic, errors under `error`. */
export function oauthCall(
  state: NotionState,
  action: string,
  request: ApiRequest,
  body: JsonObject,
): ApiResponse {
  const clientId = clientOf(request.headers.authorization);
  if (clientId === undefined) return refuse(401, 'invalid_client');
  const token = stringOr(body.token) ?? '';
  switch (action) {
    case 'token':
      return issue(state, clientId, body);
    case 'introspect': {
      const known = state.tokens.get(token);
      return { status: 200, body: { active: known?.kind === 'access' } };
    }
    default:
      drop(state, token);
      return { status: 200, body: {} };
  }
}

/** The client of a request; secrets are not checked, only that there is one. */
function clientOf(header: string | undefined): string | undefined {
  const encoded = /^Basic (.+)$/.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const match = /^([^:]+):(.+)$/.exec(Buffer.from(encoded, 'base64').toString());
  return match?.[2] === 'invalid' ? undefined : match?.[1];
}

/** A code works once, and so does a refresh token: the old pair is dead. */
function issue(state: NotionState, clientId: string, body: JsonObject): ApiResponse {
  const isRefresh = body.grant_type === 'refresh_token';
  if (!isRefresh && body.grant_type !== 'authorization_code') {
    return refuse(400, 'unsupported_grant_type');
  }
  const key = stringOr(isRefresh ? body.refresh_token : body.code) ?? '';
  const grant = state.tokens.get(key);
  const expected = isRefresh ? 'refresh' : 'code';
  if (grant?.kind !== expected || grant.clientId !== clientId) return refuse(400, 'invalid_grant');
  if (!isRefresh && body.redirect_uri !== grant.redirect) return refuse(400, 'invalid_grant');
  drop(state, key);
  const access = `ntn_${state.newId().replaceAll('-', '')}`;
  const refresh = `nrt_${state.newId().replaceAll('-', '')}`;
  state.tokens.set(access, { kind: 'access', clientId, pair: refresh });
  state.tokens.set(refresh, { kind: 'refresh', clientId, pair: access });
  const bot = objectOr(state.users.get(state.integration().id));
  const workspace = objectOr(bot.bot);
  return {
    status: 200,
    body: {
      access_token: access,
      token_type: 'bearer',
      refresh_token: refresh,
      bot_id: bot.id,
      workspace_id: workspace.workspace_id,
      workspace_name: workspace.workspace_name,
      workspace_icon: null,
      owner: { type: 'workspace', workspace: true },
      duplicated_template_id: null,
    },
  };
}

function drop(state: NotionState, token: string): void {
  const known = state.tokens.get(token);
  if (!isObject(known)) return;
  state.tokens.delete(token);
  const pair = stringOr(known.pair);
  if (pair !== undefined) state.tokens.delete(pair);
}
