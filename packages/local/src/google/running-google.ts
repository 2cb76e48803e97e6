import { generateKeyPairSync } from 'node:crypto';
import { JWT } from 'google-auth-library';
import { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { startEmulator } from '../emulator/start-emulator.ts';
import { createGoogleService, type GoogleSeed } from './create-google-service.ts';

const CLIENT_EMAIL = 'sync@example.iam.gserviceaccount.com';
const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive',
];

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/**
 * An emulator on a free port with Google's own clients for it, signed in as a service account. For
 * tests.
 */
export async function startGoogle(seed: Partial<GoogleSeed> = {}) {
  const serviceAccounts = [{ clientEmail: CLIENT_EMAIL, publicKeyPem: keys.publicKey }];
  const emulator = await startEmulator(createGoogleService({ serviceAccounts, ...seed }), {
    port: 0,
  });
  const { url } = emulator;
  /** The token URL is fixed in the client, so its host is replaced on the way. */
  const fetchImplementation: typeof fetch = (input, init) => {
    const target = String(input instanceof Request ? input.url : input);
    return fetch(target.replace('https://oauth2.googleapis.com', url), init);
  };
  const signIn = (options: { key?: string; scopes?: string[] } = {}): JWT =>
    new JWT({
      email: CLIENT_EMAIL,
      key: options.key ?? keys.privateKey,
      scopes: options.scopes ?? SCOPES,
      transporterOptions: { fetchImplementation },
    });
  const clientOptions = (auth: JWT) => ({
    auth,
    rootUrl: `${url}/`,
    retry: false,
    fetchImplementation,
  });
  const auth = signIn();
  const control = async (method: string, name: string, body: unknown = {}): Promise<void> => {
    const answer = await fetch(`${url}/__emulator/${name}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status} ${await answer.text()}`);
  };
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const { token } = await auth.getAccessToken();
    const headers = { authorization: `Bearer ${token}` };
    const init = body === undefined ? { headers } : { headers, body: JSON.stringify(body) };
    return fetch(url + path, { method, ...init });
  };
  return {
    url,
    auth,
    /** A plain request of the service account. */
    send,
    signIn,
    clientEmail: CLIENT_EMAIL,
    sheets: new sheets_v4.Sheets(clientOptions(auth)),
    sheetsAs: (other: JWT) => new sheets_v4.Sheets(clientOptions(other)),
    drive: new drive_v3.Drive(clientOptions(auth)),
    control,
    close: () => emulator.close(),
  };
}

export type RunningGoogle = Awaited<ReturnType<typeof startGoogle>>;

/** The status and message of a failed call; fails if the call succeeds. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<{ status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { status, message } = error as { status?: number; message: string };
    return { status: status ?? 0, message };
  }
  throw new Error('the call succeeded');
}
