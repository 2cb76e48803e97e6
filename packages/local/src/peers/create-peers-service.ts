import { ControlInputError } from '../emulator/control-input.ts';
import type {
  ApiRequest,
  ApiResponse,
  EmulatorService,
  EmulatorServiceFactory,
} from '../emulator/emulator.ts';
import { createAuthPeer } from './auth-peer.ts';
import { createConnectPeer } from './connect-peer.ts';
import { createLedgerPeer } from './ledger-peer.ts';
import { json, type Peer, type PeerRequest } from './peer.ts';
import { createSchemaPeer } from './schema-peer.ts';

interface Match {
  readonly peer: Peer;
  readonly prefix: string;
  /** The key of the route in the peer, or undefined when the peer has no such route. */
  readonly route: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The ChittyOS services around ChittySync, on one port under `/schema`, `/ledger`, `/auth` and `/connect`. */
export function createPeersService(): EmulatorServiceFactory {
  return (clock, store): EmulatorService => {
    const peers: Readonly<Record<string, Peer>> = {
      schema: createSchemaPeer(clock, store),
      ledger: createLedgerPeer(clock, store),
      auth: createAuthPeer(clock, store),
      connect: createConnectPeer(clock, store),
    };
    return {
      name: 'ChittyOS',
      routeOf(method, path) {
        const match = matchRoute(peers, method, path);
        if (match?.route === undefined) return path;
        return `/${match.prefix}${match.route.slice(method.length + 1)}`;
      },
      handle(request) {
        const match = matchRoute(peers, request.method, request.path);
        if (match === undefined) return json(404, { error: `no stand-in at ${request.path}` });
        const answer = match.route === undefined ? undefined : match.peer.routes[match.route];
        return answer?.(peerRequest(request, match)) ?? match.peer.notFound(request.path);
      },
      overQuota: (_request, retryAfterSeconds): ApiResponse => ({
        ...json(429, { error: 'Rate limit exceeded' }),
        headers: { 'retry-after': String(retryAfterSeconds) },
      }),
      quotaSubject: (request) => request.headers.authorization ?? 'anonymous',
      afterReset({ token }) {
        for (const peer of Object.values(peers)) peer.afterReset(token);
      },
      putObjects(objects) {
        for (const object of objects) {
          const fact = asObject(object) ?? {};
          const taken = Object.values(peers).some((peer) => peer.putObject(fact));
          if (!taken)
            throw new ControlInputError(`objects: no stand-in takes ${JSON.stringify(fact)}`);
        }
      },
    };
  };
}

function matchRoute(
  peers: Readonly<Record<string, Peer>>,
  method: string,
  path: string,
): Match | undefined {
  const [, prefix = '', ...segments] = path.split('/');
  const peer = peers[prefix];
  if (peer === undefined) return undefined;
  for (const route of Object.keys(peer.routes)) {
    const [routeMethod, template = ''] = route.split(' ');
    const names = template.split('/').slice(1);
    if (routeMethod !== method || names.length !== segments.length) continue;
    const parameters: Record<string, string> = {};
    const fits = names.every((name, index) => {
      const segment = segments[index] ?? '';
      if (!name.startsWith('{')) return name === segment;
      parameters[name.slice(1, -1)] = segment;
      return segment !== '';
    });
    if (fits) return { peer, prefix, route, parameters };
  }
  return { peer, prefix, route: undefined, parameters: {} };
}

function peerRequest(api: ApiRequest, { prefix, parameters }: Match): PeerRequest {
  const baseUrl = `http://${api.headers.host ?? '127.0.0.1'}/${prefix}`;
  return { api, baseUrl, parameters, body: parseBody(api.rawBody) };
}

function parseBody(raw: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(raw.toString('utf8')));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { ...value } : undefined;
}
