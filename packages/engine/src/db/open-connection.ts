import type { AdapterEnvironment, SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import type { Secret } from '../crypto/secret.ts';
import type { SystemName } from '../model/system.ts';
import type { ConnectionRow } from './connection-store.ts';
import { openCredential } from './seal-credential.ts';

/** Opens the adapter of a stored connection with its unsealed credential. @throws CS_CREDENTIAL_INVALID */
export async function openConnection(
  connection: ConnectionRow,
  credentialsKey: Secret,
  catalogue: Readonly<Record<SystemName, SystemDefinition>>,
  environment: AdapterEnvironment,
): Promise<SystemAdapter> {
  const place = { tenantId: connection.tenantId, connectionId: connection.id };
  const credential = await openCredential(credentialsKey, place, connection.credential);
  return catalogue[connection.system].open(credential, environment);
}
