import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { Credential } from '../adapter.ts';

/** The parts of a Google service account key that are used. */
export interface ServiceAccountKey {
  readonly clientEmail: string;
  /** PEM (PKCS #8). */
  readonly privateKey: string;
}

const PEM = /^-----BEGIN (?:RSA )?PRIVATE KEY-----\s([^-]+)-----END (?:RSA )?PRIVATE KEY-----$/;
const DER_SEQUENCE = 0x30;

/**
 * The key of a service account. Line feeds that an environment variable turned into `\n` are
 * accepted.
 * @throws CS_CREDENTIAL_INVALID with `details.part`
 */
export function parseServiceAccountKey(credential: Credential): ServiceAccountKey {
  if (credential.kind !== 'serviceAccount') {
    throw invalid('kind', 'Google Sheets is opened with the key of a service account.');
  }
  const { type, client_email: email, private_key: pem } = credential.key;
  if (type !== undefined && type !== 'service_account') {
    throw invalid('type', 'The key is not one of a service account (`type`).');
  }
  if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid('client_email', '`client_email` of the service account key is not an address.');
  }
  if (typeof pem !== 'string') {
    throw invalid('private_key', '`private_key` of the service account key is missing.');
  }
  const privateKey = pem.replaceAll('\\n', '\n').trim();
  if (!isPemKey(privateKey)) {
    throw invalid('private_key', '`private_key` of the service account key is not a PEM key.');
  }
  return { clientEmail: email, privateKey: `${privateKey}\n` };
}

function isPemKey(pem: string): boolean {
  const body = PEM.exec(pem)?.[1]?.replace(/\s/g, '');
  if (body === undefined || body.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) {
    return false;
  }
  return atob(body).charCodeAt(0) === DER_SEQUENCE;
}

function invalid(part: string, message: string): ChittySyncError {
  return new ChittySyncError('CS_CREDENTIAL_INVALID', message, {
    details: { part },
  });
}
