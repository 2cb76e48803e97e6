import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The secrets of a home, made once and kept in `<home>/secrets.json` (mode 0600). */
export interface StackSecrets {
  readonly adminToken: string;
  readonly notionToken: string;
  /** The page of the Notion emulator under which the integration may work. */
  readonly rootPageId: string;
  /** A Google service account; its key is RSA 2048 in PKCS 8 PEM. */
  readonly serviceAccount: { readonly clientEmail: string; readonly privateKeyPem: string };
  /** Key-encryption key of stored credentials: 32 bytes in base64. */
  readonly credentialsKey: string;
  /** Seed and public key of the engine's Ed25519 key, 32 bytes in hex each. */
  readonly engineKey: { readonly seedHex: string; readonly publicHex: string };
  readonly postgresPassword: string;
}

/** The secrets of the home, created when there are none. */
export function loadSecrets(home: string): StackSecrets {
  const file = path.join(home, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as StackSecrets;
  const secrets = createSecrets();
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
  return secrets;
}

/** The public part of a PKCS 8 PEM private key, as SPKI PEM. */
export function publicPemOf(privateKeyPem: string): string {
  return createPublicKey(createPrivateKey(privateKeyPem))
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function createSecrets(): StackSecrets {
  const token = (prefix: string) => `${prefix}_${randomBytes(24).toString('base64url')}`;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const engine = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const hex = (base64url: string | undefined) =>
    Buffer.from(base64url ?? '', 'base64url').toString('hex');
  return {
    adminToken: token('adm'),
    notionToken: token('ntn'),
    rootPageId: randomUUID(),
    serviceAccount: {
      clientEmail: 'chittysync@local-stack.iam.gserviceaccount.com',
      privateKeyPem: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    credentialsKey: randomBytes(32).toString('base64'),
    engineKey: { seedHex: hex(engine.d), publicHex: hex(engine.x) },
    postgresPassword: randomBytes(12).toString('hex'),
  };
}
