import { createServer } from 'node:net';
import { HOST, PORTS } from '../src/stack/stack-settings.ts';

/** The first of as many free ports in a row as a stack needs, below the range that outgoing connections use. */
export async function findPortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 1_200) * 10;
    const free = await Promise.all(PORTS.map((_, i) => isPortFree(base + i)));
    if (free.every(Boolean)) return base;
  }
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}
