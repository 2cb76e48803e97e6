import type { PgliteSession } from './pglite-session.ts';
import { firstError, lastTransactionState, readTextRows, wireMessage } from './wire-message.ts';

/** What the shared session keeps about one of its clients. */
export interface SessionClient {
  /** Settings (`SET …`) of this client that differ from the server's. */
  settings: ReadonlyMap<string, string>;
  /** The client may have changed a setting since `settings` was taken. */
  settingsTouched: boolean;
  /** Ends the connection, because it kept a transaction open while others waited. */
  evict(): void;
}

/** How long a client may idle inside a transaction while others wait for the session. */
const IDLE_IN_TRANSACTION_MS = 60_000;

const SYNC = wireMessage('S');
const query = (sql: string) => wireMessage('Q', sql);
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * Many clients on the one session of a PGlite instance. A client has the session from its first message until a
 * ReadyForQuery outside a transaction; the others queue. Prepared statements are kept apart by their names
 * (`statement-names.ts`), settings are exchanged when the session changes hands. Not kept apart are temporary tables,
 * advisory locks (one session holds them all, so they never exclude anyone) and LISTEN.
 */
export class SharedSession {
  readonly #session: PgliteSession;
  readonly #waiting: { client: SessionClient; start: () => void }[] = [];
  readonly #clients = new Set<SessionClient>();
  /** Who has the session now. */
  #holder: SessionClient | undefined;
  /** Whose settings are in force. */
  #active: SessionClient | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(session: PgliteSession) {
    this.#session = session;
  }

  /** Lets a client in and resolves to a ReadyForQuery; rejects when a setting of it is not accepted. */
  async join(client: SessionClient): Promise<Buffer> {
    this.#clients.add(client);
    return await this.execute(client, SYNC);
  }

  /** Runs messages that end a unit (Query, Sync or Flush) and resolves to the answer. */
  async execute(client: SessionClient, messages: Buffer): Promise<Buffer> {
    await this.#turn(client);
    try {
      const answer = await this.#session.run(messages);
      if (lastTransactionState(answer) === 'I') this.#passOn();
      else this.#watchIdle(client);
      return answer;
    } catch (error) {
      this.#passOn();
      throw error;
    }
  }

  /** Takes a client out: an open transaction is rolled back, `farewell` (closing its statements) is run. */
  async leave(client: SessionClient, farewell: Buffer): Promise<void> {
    this.#clients.delete(client);
    await this.#turn(client);
    try {
      await this.#session.run(Buffer.concat([SYNC, query('ROLLBACK'), farewell, SYNC]));
      await this.#run(this.#clients.size === 0 ? 'DISCARD ALL' : 'RESET ALL');
    } finally {
      this.#active = undefined;
      this.#passOn();
    }
  }

  async #turn(client: SessionClient): Promise<void> {
    if (this.#holder === client) {
      clearTimeout(this.#idleTimer);
    } else {
      if (this.#holder === undefined) this.#holder = client;
      else await new Promise<void>((start) => this.#waiting.push({ client, start }));
    }
    if (this.#active === client) return;
    try {
      await this.#exchangeSettings(client);
    } catch (error) {
      this.#passOn();
      throw error;
    }
  }

  #passOn(): void {
    clearTimeout(this.#idleTimer);
    const next = this.#waiting.shift();
    this.#holder = next?.client;
    next?.start();
  }

  #watchIdle(client: SessionClient): void {
    this.#idleTimer = setTimeout(() => {
      if (this.#waiting.length > 0) client.evict();
      else this.#watchIdle(client);
    }, IDLE_IN_TRANSACTION_MS);
    this.#idleTimer.unref();
  }

  async #exchangeSettings(client: SessionClient): Promise<void> {
    const previous = this.#active;
    if (previous?.settingsTouched && this.#clients.has(previous)) {
      const rows = await this.#run(
        `SELECT name, setting FROM pg_settings WHERE source = 'session'`,
      );
      previous.settings = new Map(rows.map(([name, setting]) => [name ?? '', setting ?? '']));
      previous.settingsTouched = false;
    }
    if (previous !== undefined && previous.settings.size > 0) await this.#run('RESET ALL');
    this.#active = undefined;
    const wanted = [...client.settings].map(
      ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, false)`,
    );
    if (wanted.length > 0) await this.#run(`SELECT ${wanted.join(', ')}`);
    this.#active = client;
  }

  async #run(sql: string): Promise<(string | null)[][]> {
    const answer = await this.#session.run(query(sql));
    const error = firstError(answer);
    if (error !== undefined) throw new Error(error);
    return readTextRows(answer);
  }
}
