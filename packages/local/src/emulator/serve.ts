/**
 * Serves one emulator: `serve.ts <notion|google> --port N [--host H] [--state FILE] [--token T]
 * [--root ID] [--seed TEXT]`. With a seed the same requests after a reset get the same ids.
 */
import { parseArgs } from 'node:util';
import type { EmulatorServiceFactory } from './emulator.ts';
import { startEmulator } from './start-emulator.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    token: { type: 'string', default: 'ntn_local' },
    seed: { type: 'string' },
    root: { type: 'string', default: '00000000-0000-4000-8000-00000000c0de' },
  },
});

async function factoryOf(name: string | undefined): Promise<EmulatorServiceFactory> {
  if (name === 'notion') {
    const { createNotionService } = await import('../notion/create-notion-service.ts');
    const { token, root: rootPageId, seed } = values;
    const given = { token, rootPageId };
    return seed === undefined ? createNotionService(given) : createNotionService(given, () => seed);
  }
  if (name === 'google') {
    const { createGoogleService } = await import('../google/create-google-service.ts');
    const { seed: idSeed } = values;
    return createGoogleService({
      serviceAccounts: [],
      ...(idSeed === undefined ? {} : { idSeed }),
    });
  }
  console.error('usage: serve.ts <notion|google> --port N [--state FILE] [--seed TEXT]');
  process.exit(2);
}

const emulator = await startEmulator(await factoryOf(positionals[0]), {
  port: Number(values.port),
  host: values.host,
  ...(values.state === undefined ? {} : { statePath: values.state }),
});
console.log(`listening ${emulator.url}`);

const stop = async (): Promise<void> => {
  await emulator.close();
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
