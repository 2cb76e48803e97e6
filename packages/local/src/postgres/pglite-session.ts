import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PgliteRequest, PgliteThreadData } from './pglite-thread.ts';

/** One PGlite instance, which is one database session. Callers take turns: one `run` at a time. */
export interface PgliteSession {
  /** Runs complete frontend messages; resolves to the backend's messages, or rejects when the session ended. */
  run(messages: Uint8Array): Promise<Buffer>;
  close(): Promise<void>;
  /** Settled when the session has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** Opens a database, creating its data directory when there is none; rejects when it cannot be opened. */
export async function openPgliteSession(data: PgliteThreadData): Promise<PgliteSession> {
  const thread = new Worker(path.join(import.meta.dirname, 'pglite-thread.ts'), {
    workerData: data,
    execArgv: [],
  });
  let failure = new Error(`the database ${data.database} has ended`);
  const ended = new Promise<void>((resolve) => {
    thread.on('error', (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      failure = new Error(`the database ${data.database} has ended: ${reason}`, { cause: error });
    });
    thread.on('exit', () => resolve());
  });
  let settle: { resolve: (answer: Buffer) => void; reject: (error: Error) => void } | undefined;
  const next = () =>
    new Promise<Buffer>((resolve, reject) => {
      settle = { resolve, reject };
    });
  thread.on('message', (message: { ready: true } | { answer: Uint8Array<ArrayBuffer> }) => {
    settle?.resolve('answer' in message ? Buffer.from(message.answer.buffer) : Buffer.alloc(0));
  });
  let over = false;
  ended.then(() => {
    over = true;
    settle?.reject(failure);
  });
  const ready = next();
  await ready;
  const post = (request: PgliteRequest) => thread.postMessage(request);
  return {
    ended,
    run(messages) {
      if (over) return Promise.reject(failure);
      const answer = next();
      post({ run: messages });
      return answer;
    },
    async close() {
      if (!over) post({ close: true });
      await ended;
    },
  };
}
