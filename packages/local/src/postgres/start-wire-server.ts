import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { openPgliteSession, type PgliteSession } from './pglite-session.ts';
import { SharedSession } from './shared-session.ts';
import { type OpenDatabase, serveWireClient } from './wire-client.ts';
import { readTextRows, wireMessage } from './wire-message.ts';

/** Where the databases lie and who may come in. */
export interface WireServerOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly password: string;
  /** Names of the databases; each is opened, and its directory made, when it is first asked for. */
  readonly databases: readonly string[];
  /** Directory with one subdirectory per database. */
  readonly directory: string;
}

/** A running wire port. */
export interface WireServer {
  readonly port: number;
  /** Opens a database ahead of its first client. */
  open(database: string): Promise<void>;
  close(): Promise<void>;
}

interface Opened extends OpenDatabase {
  readonly instance: PgliteSession;
}

/** Listens for Postgres clients in front of PGlite. Rejects with the listen error, e.g. EADDRINUSE. */
export async function startWireServer(options: WireServerOptions): Promise<WireServer> {
  const opened = new Map<string, Promise<Opened>>();
  const sockets = new Map<Socket, Promise<void>>();
  let connections = 0;

  const open = (name: string): Promise<Opened> | undefined => {
    if (!options.databases.includes(name)) return undefined;
    const existing = opened.get(name);
    if (existing !== undefined) return existing;
    const opening = openDatabase(path.join(options.directory, name), name);
    opened.set(name, opening);
    const forget = () => opened.delete(name);
    opening.then(({ instance }) => instance.ended.then(forget), forget);
    return opening;
  };

  const server = createServer((socket) => {
    connections += 1;
    const host = { password: options.password, statementPrefix: `c${connections}_` };
    const served = serveWireClient(socket, { ...host, open: async (name) => open(name) });
    sockets.set(socket, served);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');

  return {
    port: address.port,
    async open(name) {
      await open(name);
    },
    async close() {
      server.close();
      const served = [...sockets.values()];
      for (const socket of sockets.keys()) socket.destroy();
      await Promise.allSettled(served);
      const instances = await Promise.allSettled(opened.values());
      for (const result of instances) {
        if (result.status === 'fulfilled') await result.value.instance.close();
      }
    },
  };
}

async function openDatabase(dataDir: string, database: string): Promise<Opened> {
  const instance = await openPgliteSession({ dataDir, database });
  const version = readTextRows(await instance.run(wireMessage('Q', 'SHOW server_version')));
  const serverVersion = `${version[0]?.[0] ?? '0'} (PGlite)`;
  return { instance, serverVersion, session: new SharedSession(instance) };
}
