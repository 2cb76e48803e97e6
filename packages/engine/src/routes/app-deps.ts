import type { SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import type { AuditSigner } from '../audit/audit-signer.ts';
import type { ConnectionRow } from '../db/connection-store.ts';
import type { Database } from '../db/database.ts';
import type { EngineConfig } from '../env.ts';
import type { SystemName } from '../model/system.ts';
import type { LogError } from './error-response.ts';

/** Everything that the HTTP edge uses of the world. */
export interface AppDeps {
  readonly config: EngineConfig;
  readonly database: Database;
  readonly signer: AuditSigner;
  readonly catalogue: Readonly<Record<SystemName, SystemDefinition>>;
  /** Tells the registry's coordinator that a queued run may be waiting. */
  readonly wake: (tenantId: string, registryId: string) => Promise<void>;
  /** The adapter of a stored connection. @throws CS_CREDENTIAL_INVALID */
  readonly openAdapter: (connection: ConnectionRow) => Promise<SystemAdapter>;
  readonly now: () => Date;
  /** A new UUID v7. */
  readonly newId: () => string;
  /** The release of this service, as `/health` tells it. */
  readonly version: string;
  /** For ChittyAuth's keys and the states of the peers. */
  readonly fetch: typeof fetch;
  readonly logError: LogError;
}
