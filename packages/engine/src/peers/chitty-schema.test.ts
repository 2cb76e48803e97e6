import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningEmulator } from '../../../local/src/emulator/emulator.ts';
import { startEmulator } from '../../../local/src/emulator/start-emulator.ts';
import { createPeersService } from '../../../local/src/peers/create-peers-service.ts';
import { createChittySchema } from './chitty-schema.ts';

let peers: RunningEmulator;
beforeAll(async () => {
  peers = await startEmulator(createPeersService(), { port: 0 });
  await control('PUT', 'objects', {
    objects: [
      {
        table: 'airports',
        schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['code'] },
      },
    ],
  });
});
afterAll(() => peers.close());

const control = (method: string, name: string, body?: unknown) =>
  fetch(`${peers.url}/__emulator/${name}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const schema = (url = `${peers.url}/schema`) => createChittySchema({ url, fetch });

describe('ChittySchema', () => {
  it('gives what each record breaks, in order', async () => {
    const found = await schema().validate('airports', [{ code: 'A' }, { code: 'B', n: 'x' }, {}]);
    expect(found.map((violations) => violations.map(({ field }) => field))).toEqual([
      [],
      ['n'],
      ['code'],
    ]);
  });

  it('refuses a table that it does not have, for good', async () => {
    await expect(schema().validate('nowhere', [{}])).rejects.toMatchObject({
      code: 'CS_SCHEMA_INVALID',
      retryable: false,
    });
  });

  it('is unavailable, not satisfied, when it answers with an error or not at all', async () => {
    const fault = { kind: 'status', status: 503, body: { success: false } };
    await control('POST', 'faults', { rules: [{ match: { path: '/schema/' }, times: 1, fault }] });
    const unavailable = { code: 'CS_PEER_UNAVAILABLE', retryable: true };
    await expect(schema().validate('airports', [{}])).rejects.toMatchObject(unavailable);
    const nobody = schema('http://127.0.0.1:9/schema');
    await expect(nobody.validate('airports', [{}])).rejects.toMatchObject(unavailable);
  });
});
