import { type JsonObject, without } from './json-value.ts';
import { NotionError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';

/** A user inside a value: complete, but a bot shows nothing of its workspace. */
export function userInValue(state: NotionState, id: string): JsonObject {
  const user = state.users.get(id);
  if (!user) return { object: 'user', id };
  return user.type === 'bot' ? { ...without(user, 'bot'), bot: {} } : user;
}

/** `GET /v1/users/me`: the bot of the token. */
export function retrieveMe(state: NotionState): JsonObject {
  return state.users.get(state.integration().id) ?? state.me();
}

/** `GET /v1/users/{id}`. Throws `object_not_found`. */
export function retrieveUser(state: NotionState, id: string): JsonObject {
  const user = state.users.get(id);
  if (user) return user;
  throw new NotionError(404, 'object_not_found', `Could not find user with ID: ${id}.`);
}

/** A bot as a new workspace has it. */
export function newBot(id: string, workspaceId: string): JsonObject {
  return {
    object: 'user',
    id,
    name: 'ChittySync',
    avatar_url: null,
    type: 'bot',
    bot: {
      owner: { type: 'workspace', workspace: true },
      workspace_name: 'Local workspace',
      workspace_id: workspaceId,
      workspace_limits: { max_file_upload_size_in_bytes: 5_242_880 },
    },
  };
}
