import { createHash } from 'node:crypto';
import type { Collection, EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { ApiError } from './errors.ts';
import { defined, type JsonObject, numberAt, textAt } from './json.ts';

/** A notification to send; Drive sends headers and an empty body. */
export interface Notification {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Channel {
  readonly id: string;
  readonly resourceId: string;
  readonly resourceUri: string;
  readonly address: string;
  readonly token?: string;
  readonly expiration: number;
  /** Undefined: all changes of the account. */
  readonly fileId?: string;
  readonly messages: number;
}

const DAY = 86_400_000;

/** Channels of `files.watch` and `changes.watch` in the store. They end by themselves. */
export class PushChannels {
  readonly #channels: Collection<Channel>;
  readonly #clock: EmulatorClock;
  readonly #send: (notification: Notification) => void;

  constructor(
    store: EmulatorStore,
    clock: EmulatorClock,
    send: (notification: Notification) => void,
  ) {
    this.#channels = store.collection('channels');
    this.#clock = clock;
    this.#send = send;
  }

  /** Opens a channel on a file, or on all changes, and sends its `sync` message. */
  open(given: JsonObject, resourceUri: string, fileId?: string): JsonObject {
    const id = textAt(given, 'id');
    const address = textAt(given, 'address') ?? '';
    if (id === undefined || id === '')
      throw invalidChannel('Channel id not specified.', 'required');
    if (this.#channels.has(id))
      throw invalidChannel(`Channel id ${id} not unique`, 'channelIdNotUnique');
    assertReceiver(address);
    const longest = this.#clock.now().getTime() + (fileId === undefined ? 7 : 1) * DAY;
    const token = textAt(given, 'token');
    const channel: Channel = {
      id,
      resourceId: createHash('sha256').update(resourceUri).digest('base64url').slice(0, 27),
      resourceUri,
      address,
      ...(token === undefined ? {} : { token }),
      expiration: Math.min(numberAt(given, 'expiration') ?? longest, longest),
      ...(fileId === undefined ? {} : { fileId }),
      messages: 0,
    };
    this.#notify(channel, 'sync');
    return defined({
      kind: 'api#channel',
      id,
      resourceId: channel.resourceId,
      resourceUri,
      token,
      expiration: String(channel.expiration),
    });
  }

  /** Closes a channel. Fails with 404 if there is none. */
  stop(given: JsonObject): void {
    const id = textAt(given, 'id') ?? '';
    const channel = this.#channels.get(id);
    if (!channel || channel.resourceId !== given.resourceId) {
      throw new ApiError(404, 'NOT_FOUND', `Channel '${id}' not found for project '000000000000'`, {
        reason: 'notFound',
      });
    }
    this.#channels.delete(id);
  }

  /** Tells the channels that a file changed. */
  changed(fileId: string, state: 'update' | 'remove'): void {
    for (const channel of [...this.#channels.values()]) {
      const isMeant = channel.fileId === undefined || channel.fileId === fileId;
      if (isMeant) this.#notify(channel, channel.fileId === undefined ? 'change' : state);
    }
  }

  #notify(channel: Channel, state: string): void {
    if (channel.expiration <= this.#clock.now().getTime()) {
      this.#channels.delete(channel.id);
      return;
    }
    const messages = channel.messages + 1;
    this.#channels.set(channel.id, { ...channel, messages });
    this.#send({
      url: channel.address,
      headers: {
        'x-goog-channel-id': channel.id,
        'x-goog-message-number': String(messages),
        'x-goog-resource-id': channel.resourceId,
        'x-goog-resource-state': state,
        'x-goog-resource-uri': channel.resourceUri,
        'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
        ...(channel.token === undefined ? {} : { 'x-goog-channel-token': channel.token }),
        ...(state === 'update' ? { 'x-goog-changed': 'content,properties' } : {}),
      },
    });
  }
}

const invalidChannel = (message: string, reason: string): ApiError =>
  new ApiError(400, 'INVALID_ARGUMENT', message, { reason });

/** Google takes HTTPS receivers only; the emulator also takes those on this machine. */
function assertReceiver(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || isLocal) return;
  throw invalidChannel(`WebHook callback must be HTTPS: ${address}`, 'push.webhookUrlNotHttps');
}
