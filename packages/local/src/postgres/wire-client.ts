import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SessionClient, SharedSession } from './shared-session.ts';
import {
  greeting,
  PASSWORD_REQUEST,
  readStartupPacket,
  type StartupPacket,
  startupSettings,
} from './startup-packet.ts';
import { StatementNames } from './statement-names.ts';
import {
  errorResponse,
  readCString,
  splitMessages,
  type WireMessage,
  wireMessage,
} from './wire-message.ts';

/** A database that a client was let into. */
export interface OpenDatabase {
  readonly session: SharedSession;
  readonly serverVersion: string;
}

/** What a connection needs of its server. */
export interface WireHost {
  readonly password: string;
  /** The database of this name, or undefined when there is none. */
  open(database: string): Promise<OpenDatabase | undefined>;
  /** A prefix for statement names that no other connection has. */
  readonly statementPrefix: string;
}

/** A refusal that ends the connection, with its SQLSTATE. */
class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ENDS_A_UNIT = new Set(['Q', 'S', 'H']);
const COPY_DATA = new Set(['d', 'c', 'f']);
const CHANGES_SETTINGS = /(^|;)\s*(set|reset|discard)\s|set_config\s*\(/i;
const COPY_FROM_STDIN = /^\s*copy\s[^;]*\sfrom\s+stdin\b/i;
const NO_COPY = `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
  MESSAGE = 'COPY FROM STDIN does not work on the embedded PGlite; start with --postgres'; END $$`;

/** Serves one connection until it ends. Failures of the connection itself are its end, not an error. */
export async function serveWireClient(socket: Socket, host: WireHost): Promise<void> {
  socket.setNoDelay(true);
  const input = new Input(socket);
  try {
    const start = await readStart(socket, input);
    if (start === undefined) return;
    await checkPassword(socket, input, host.password);
    const name = start.parameters.get('database') ?? start.parameters.get('user') ?? '';
    const database = await host.open(name);
    if (database === undefined) throw new Refusal('3D000', `database "${name}" does not exist`);
    await serveDatabase(socket, input, host, start, database);
  } catch (error) {
    if (!socket.writable) return;
    const code = error instanceof Refusal ? error.code : 'XX000';
    const message = error instanceof Error ? error.message : String(error);
    socket.write(errorResponse('FATAL', code, message));
  } finally {
    socket.end();
  }
}

/** The bytes of a socket, taken piece by piece. */
class Input {
  buffered: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  /** Waits for more bytes; false at the end of the connection, however it ended. */
  async more(): Promise<boolean> {
    const next = await this.#chunks.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done === true) return false;
    this.buffered = Buffer.concat([this.buffered, next.value]);
    return true;
  }

  async nextMessages(): Promise<WireMessage[] | undefined> {
    for (;;) {
      const { messages, rest } = splitMessages(this.buffered);
      this.buffered = rest;
      if (messages.length > 0) return messages;
      if (!(await this.more())) return undefined;
    }
  }
}

type Start = Extract<StartupPacket, { kind: 'start' }>;

async function readStart(socket: Socket, input: Input): Promise<Start | undefined> {
  for (;;) {
    const packet = readStartupPacket(input.buffered);
    if (packet === undefined) {
      if (!(await input.more())) return undefined;
      continue;
    }
    input.buffered = input.buffered.subarray(packet.length);
    if (packet.kind === 'start') return packet;
    if (packet.kind === 'unsupported') throw new Refusal('08P01', 'unsupported protocol');
    if (packet.kind === 'cancel') return undefined;
    socket.write('N');
  }
}

async function checkPassword(socket: Socket, input: Input, password: string): Promise<void> {
  socket.write(PASSWORD_REQUEST);
  const message = (await input.nextMessages())?.[0];
  const given = message?.type === 'p' ? readCString(message.bytes, 5).text : undefined;
  if (given !== password) throw new Refusal('28P01', 'password authentication failed');
}

async function serveDatabase(
  socket: Socket,
  input: Input,
  host: WireHost,
  start: Start,
  { session, serverVersion }: OpenDatabase,
): Promise<void> {
  const statements = new StatementNames(host.statementPrefix);
  const client: SessionClient = {
    settings: startupSettings(start.parameters),
    settingsTouched: false,
    evict() {
      const why = 'terminating connection due to idle-in-transaction timeout: others wait';
      socket.end(errorResponse('FATAL', '25P03', why));
      socket.destroySoon();
    },
  };
  try {
    const ready = await session.join(client).catch((error: Error) => {
      throw new Refusal('22023', error.message);
    });
    socket.write(Buffer.concat([greeting(serverVersion, start.minorVersion), ready]));
    await serveMessages(socket, input, client, session, statements);
  } finally {
    await session.leave(client, statements.closeAll()).catch(() => undefined);
  }
}

/** Gathers messages up to the end of a unit and passes each unit on as a whole. */
async function serveMessages(
  socket: Socket,
  input: Input,
  client: SessionClient,
  session: SharedSession,
  statements: StatementNames,
): Promise<void> {
  let unit: Buffer[] = [];
  for (let batch = await input.nextMessages(); batch; batch = await input.nextMessages()) {
    for (const message of batch) {
      if (message.type === 'X') return;
      if (COPY_DATA.has(message.type)) continue;
      const sql = sqlOf(message);
      if (CHANGES_SETTINGS.test(sql)) client.settingsTouched = true;
      unit.push(COPY_FROM_STDIN.test(sql) ? refuseCopy(message) : statements.rename(message));
      if (!ENDS_A_UNIT.has(message.type)) continue;
      const answer = await session.execute(client, Buffer.concat(unit));
      unit = [];
      await send(socket, answer);
    }
  }
}

/** Writes and, when the client reads slowly, waits for it. */
async function send(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.write(bytes) || !socket.writable) return;
  await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => []);
}

function sqlOf({ type, bytes }: WireMessage): string {
  if (type === 'Q') return readCString(bytes, 5).text;
  return type === 'P' ? readCString(bytes, readCString(bytes, 5).next).text : '';
}

/** PGlite ends when it waits for copy data, so a statement that fails takes the place of the COPY. */
function refuseCopy({ type, bytes }: WireMessage): Buffer {
  if (type === 'Q') return wireMessage('Q', NO_COPY);
  return wireMessage('P', readCString(bytes, 5).text, NO_COPY, Buffer.from([0, 0]));
}
