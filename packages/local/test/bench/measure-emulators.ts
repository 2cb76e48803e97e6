import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { googleLoad } from './google-load.ts';
import type { Load, Question } from './load.ts';
import { notionLoad } from './notion-load.ts';

/**
 * Requests per second that an emulator answers over HTTP, by kind of request:
 * node packages/local/test/bench/measure-emulators.ts [SECONDS]
 * The emulator is a process of its own, asked over a few connections that are kept, one request at a time on each. It
 * ends by itself: each kind takes a fifth of the time to warm up and the rest to be counted.
 */
const seconds = Number(process.argv[2] ?? 3);
const CONNECTIONS = 8;
const SERVE = fileURLToPath(new URL('../../src/emulator/serve.ts', import.meta.url));

for (const load of [notionLoad, googleLoad]) await measure(load);

async function measure(load: Load): Promise<void> {
  const child = fork(SERVE, [load.emulator, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    const base = await addressOf(child.stdout);
    const questions = await load.prepare(base);
    for (const question of questions) {
      await askFor(seconds / 5, agent, base, question);
      const perSecond = await askFor((seconds * 4) / 5, agent, base, question);
      print(`${question.name.padEnd(42)}${Math.round(perSecond).toString().padStart(8)} / s`);
    }
  } finally {
    agent.destroy();
    child.kill();
  }
}

async function addressOf(output: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of output ?? []) {
    text += String(chunk);
    const address = /listening (\S+)/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the emulator did not start');
}

/** The rate of answers over the time given; an answer other than 200 ends the measurement. */
async function askFor(
  time: number,
  agent: Agent,
  base: string,
  question: Question,
): Promise<number> {
  const start = performance.now();
  const end = start + time * 1000;
  let answers = 0;
  const connection = async (): Promise<void> => {
    while (performance.now() < end) {
      await ask(agent, base, question);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return (answers * 1000) / (performance.now() - start);
}

function ask(agent: Agent, base: string, { method, path, headers, body }: Question): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      base + path,
      { method, agent, headers: { ...headers, ...length } },
      (answer) => {
        answer.resume();
        answer.on('end', resolve);
        answer.on('error', reject);
        if (answer.statusCode !== 200) reject(new Error(`${method} ${path}: ${answer.statusCode}`));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
