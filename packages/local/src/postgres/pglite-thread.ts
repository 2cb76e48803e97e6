import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { preparePgliteDataDir } from './pglite-data-dir.ts';

/**
 * The thread that a PGlite instance lives in, so that a long query does not stop the emulators and HTTP servers
 * of the main thread. It answers each posted buffer of frontend messages with the buffer of backend messages.
 * When the database program ends, which an ordinary SQL error never causes, the thread ends with it.
 */

/** What the thread is started with. */
export interface PgliteThreadData {
  readonly dataDir: string;
  readonly database: string;
}

/** A request: complete frontend messages to run, or the end of the thread. */
export type PgliteRequest = { readonly run: Uint8Array } | { readonly close: true };

const { dataDir, database } = workerData as PgliteThreadData;
const port = parentPort;
if (port === null) throw new Error('pglite-thread.ts runs in a worker thread only');

await preparePgliteDataDir(dataDir, database);
const db = await PGlite.create(dataDir, { database });
port.postMessage({ ready: true });

port.on('message', async (request: PgliteRequest) => {
  if ('close' in request) {
    await db.close();
    port.close();
    return;
  }
  const answer = new Uint8Array(db.execProtocolRawSync(request.run));
  port.postMessage({ answer }, [answer.buffer]);
});
