import type { EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { health, json, type Peer, type PeerRequest } from './peer.ts';

const VAULTS = new Set(['infrastructure', 'services', 'integrations']);

/**
 * ChittyConnect's credential store. Any API key is accepted, none is not. Credentials come from `PUT` on their
 * path or from `PUT /__emulator/objects` as `{vault, item, field, value}`.
 */
export function createConnectPeer(clock: EmulatorClock, store: EmulatorStore): Peer {
  const values = store.collection<string>('connect.credentials');

  const refuse = (status: number, code: string, message: string) =>
    json(status, { success: false, error: { code, message } });
  const refusal = ({ api, parameters }: PeerRequest) => {
    if (!api.headers['x-chittyos-api-key'] && !api.headers.authorization) {
      return json(401, { error: 'Missing API key' });
    }
    if (VAULTS.has(parameters.vault ?? '')) return undefined;
    return refuse(400, 'INVALID_VAULT', `unknown vault ${parameters.vault}`);
  };
  const pathOf = ({ vault, item, field }: Readonly<Record<string, unknown>>) =>
    `${vault}/${item}/${field}`;

  return {
    routes: {
      'GET /health': () => health('chittyconnect', clock.now()),
      'GET /api/credentials/{vault}/{item}/{field}': (request) => {
        const refused = refusal(request);
        if (refused !== undefined) return refused;
        const value = values.get(pathOf(request.parameters));
        if (value === undefined) return refuse(404, 'NOT_FOUND', 'no such credential');
        const metadata = { ...request.parameters, timestamp: clock.now().toISOString() };
        return json(200, { success: true, value, metadata });
      },
      'PUT /api/credentials/{vault}/{item}/{field}': (request) => {
        const refused = refusal(request);
        if (refused !== undefined) return refused;
        const value = request.body?.value;
        if (typeof value !== 'string') return refuse(400, 'INVALID_PATH', 'value is missing');
        values.set(pathOf(request.parameters), value);
        return json(200, { success: true });
      },
    },
    notFound: (path) => refuse(404, 'NOT_FOUND', `no route ${path}`),
    afterReset: () => undefined,
    putObject(object) {
      if (typeof object.vault !== 'string' || typeof object.value !== 'string') return false;
      values.set(pathOf(object), object.value);
      return true;
    },
  };
}
