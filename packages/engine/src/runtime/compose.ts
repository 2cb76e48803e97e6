import { v7 } from 'uuid';
import type { AdapterEnvironment, SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import { catalogue } from '../adapters/catalogue.ts';
import { type AuditSigner, createAuditSigner } from '../audit/audit-signer.ts';
import type { ConnectionRow } from '../db/connection-store.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/database.ts';
import { openConnection } from '../db/open-connection.ts';
import type { EngineConfig } from '../env.ts';
import { parseEnvironment } from '../env.ts';
import type { SystemName } from '../model/system.ts';
import { type ChittySchema, createChittySchema } from '../peers/chitty-schema.ts';

/** The parts of the engine that depend on the environment only. */
export interface Engine {
  readonly config: EngineConfig;
  readonly database: Database;
  readonly catalogue: Readonly<Record<SystemName, SystemDefinition>>;
  readonly signer: AuditSigner;
  readonly chittySchema: ChittySchema | null;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Opens a connection's adapter; `countRequest` is told of every request that it sends. */
  readonly openAdapter: (
    connection: ConnectionRow,
    countRequest?: () => void,
  ) => Promise<SystemAdapter>;
}

/** @throws CS_CONFIGURATION_INVALID */
export function composeEngine(environment: Readonly<Record<string, unknown>>): Engine {
  const config = parseEnvironment(environment);
  const { neonEndpoint } = config;
  const database = openDatabase({
    databaseUrl: config.databaseUrl.reveal(),
    ...(neonEndpoint === null ? {} : { neonEndpoint }),
  });
  const now = () => new Date();
  const newId = () => v7();
  return {
    config,
    database,
    catalogue,
    signer: createAuditSigner(() => config.signingKeyHex.reveal()),
    chittySchema:
      config.peers.schema === null
        ? null
        : createChittySchema({
            url: config.peers.schema,
            fetch: (input, init) => fetch(input, init),
          }),
    now,
    newId,
    openAdapter: (connection, countRequest = () => {}) =>
      openConnection(
        connection,
        config.credentialsKey,
        catalogue,
        adapterEnvironment(config, countRequest, { now, newId }),
      ),
  };
}

function adapterEnvironment(
  config: EngineConfig,
  countRequest: () => void,
  world: Pick<Engine, 'now' | 'newId'>,
): AdapterEnvironment {
  return {
    ...world,
    fetch: (input, init) => {
      countRequest();
      return fetch(input, init);
    },
    countRequest,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    baseUrls: {
      ...(config.notionBaseUrl === null ? {} : { notion: config.notionBaseUrl }),
      ...(config.googleBaseUrl === null ? {} : { google: config.googleBaseUrl }),
    },
  };
}
