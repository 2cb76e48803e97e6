import { createServer } from 'node:net';
import { HOST, PORTS, type PortName, portOf, type StackSettings } from './stack-settings.ts';
import { StartRefused } from './start-refused.ts';

const TITLES: Readonly<Record<PortName, string>> = {
  worker: 'the Worker',
  notion: 'the Notion emulator',
  google: 'the Google emulator',
  peers: 'the ChittyOS stand-ins',
  neon: 'the Neon endpoint',
  postgres: 'Postgres',
};

/** Makes sure that every port of the stack is free; rejects with `StartRefused`, naming those that are not. */
export async function checkPorts(settings: StackSettings): Promise<void> {
  const needed = PORTS.filter((name) => name !== 'postgres' || settings.databaseUrl === undefined);
  const states = await Promise.all(
    needed.map(async (name) => ({ name, free: await isFree(portOf(settings, name)) })),
  );
  const taken = states.filter(({ free }) => !free);
  if (taken.length === 0) return;
  const list = taken.map(({ name }) => `${portOf(settings, name)} (${TITLES[name]})`).join(', ');
  const other = settings.portBase < 50_000 ? settings.portBase + 10_000 : 8787;
  throw new StartRefused(
    `port in use: ${list}\nStop what listens there, or choose other ports: --port-base ${other}`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}
