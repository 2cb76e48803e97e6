import { int32, readCString, wireMessage } from './wire-message.ts';

const SSL_REQUEST = 80877103;
const GSS_ENCRYPTION_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3_0 = 196608;

/** What a new connection asks for; `length` is the number of bytes the packet takes. */
export type StartupPacket =
  | { readonly kind: 'encryption' | 'cancel' | 'unsupported'; readonly length: number }
  | {
      readonly kind: 'start';
      readonly length: number;
      readonly minorVersion: number;
      readonly parameters: ReadonlyMap<string, string>;
    };

/** The packet at the start of `bytes`, or undefined while it is incomplete. */
export function readStartupPacket(bytes: Buffer): StartupPacket | undefined {
  if (bytes.length < 8) return undefined;
  const length = bytes.readInt32BE(0);
  const code = bytes.readInt32BE(4);
  if (length < 8 || length > 10_000) return { kind: 'unsupported', length: bytes.length };
  if (bytes.length < length) return undefined;
  if (code === SSL_REQUEST || code === GSS_ENCRYPTION_REQUEST)
    return { kind: 'encryption', length };
  if (code === CANCEL_REQUEST) return { kind: 'cancel', length };
  if (code >> 16 !== 3) return { kind: 'unsupported', length };
  const parameters = new Map<string, string>();
  for (let at = 8; at < length - 1; ) {
    const name = readCString(bytes, at);
    const value = readCString(bytes, name.next);
    if (name.text !== '') parameters.set(name.text, value.text);
    at = value.next;
  }
  return { kind: 'start', length, minorVersion: code - PROTOCOL_3_0, parameters };
}

const NOT_SETTINGS = new Set([
  ...['user', 'database', 'replication', 'options'],
  ...['application_name', 'client_encoding', 'fallback_application_name'],
]);

/**
 * The server settings that a startup packet asks for, `-c name=value` of `options` included. Two are left out
 * because nearly every client sends them: `application_name`, which nothing reads here, and `client_encoding`,
 * which is always UTF8. Protocol options (`_pq_.…`) are not settings.
 */
export function startupSettings(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (!NOT_SETTINGS.has(name) && !name.startsWith('_pq_.')) settings.set(name, value);
  }
  const options = parameters.get('options') ?? '';
  for (const match of options.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|[^\s\\])*)/g)) {
    settings.set(match[1] ?? '', (match[2] ?? '').replace(/\\(.)/g, '$1'));
  }
  return settings;
}

/** AuthenticationOk, the parameters that drivers and psql want to know, a (useless) cancel key. */
export function greeting(serverVersion: string, minorVersion: number): Buffer {
  const parameters: Record<string, string> = {
    server_version: serverVersion,
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
    is_superuser: 'on',
    session_authorization: 'postgres',
    default_transaction_read_only: 'off',
    in_hot_standby: 'off',
  };
  return Buffer.concat([
    ...(minorVersion > 0 ? [wireMessage('v', int32(0), int32(0))] : []),
    wireMessage('R', int32(0)),
    ...Object.entries(parameters).map(([name, value]) => wireMessage('S', name, value)),
    wireMessage('K', int32(0), int32(0)),
  ]);
}

/** A request for the password in clear text; the port listens on loopback only. */
export const PASSWORD_REQUEST = wireMessage('R', int32(3));
