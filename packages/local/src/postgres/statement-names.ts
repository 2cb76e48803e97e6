import { readCString, type WireMessage, wireMessage } from './wire-message.ts';

const BODY = 5;

/**
 * Gives each client its own name space of prepared statements on the one session that all share: a named
 * statement is called `<prefix><name>` inside the database. The unnamed statement stays unnamed: it is safe as
 * long as a client does not use it again after a Sync.
 */
export class StatementNames {
  readonly #prefix: string;
  readonly #open = new Set<string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The message as the database shall see it. */
  rename({ type, bytes }: WireMessage): Buffer {
    if (type === 'P') return this.#parse(bytes);
    if (type === 'B') return this.#bind(bytes);
    if (type === 'D' || type === 'C') return this.#describeOrClose(type, bytes);
    return bytes;
  }

  /** Messages that close every statement this client left open, to be followed by a Sync. */
  closeAll(): Buffer {
    const names = [...this.#open];
    this.#open.clear();
    return Buffer.concat(names.map((name) => wireMessage('C', Buffer.from('S'), name)));
  }

  #parse(bytes: Buffer): Buffer {
    const name = readCString(bytes, BODY);
    if (name.text === '') return bytes;
    this.#open.add(this.#prefix + name.text);
    return wireMessage('P', this.#prefix + name.text, bytes.subarray(name.next));
  }

  #bind(bytes: Buffer): Buffer {
    const portal = readCString(bytes, BODY);
    const name = readCString(bytes, portal.next);
    if (name.text === '') return bytes;
    return wireMessage('B', portal.text, this.#prefix + name.text, bytes.subarray(name.next));
  }

  #describeOrClose(type: string, bytes: Buffer): Buffer {
    const isStatement = bytes[BODY] === 'S'.charCodeAt(0);
    const name = readCString(bytes, BODY + 1);
    if (!isStatement || name.text === '') return bytes;
    if (type === 'C') this.#open.delete(this.#prefix + name.text);
    return wireMessage(type, Buffer.from('S'), this.#prefix + name.text);
  }
}
