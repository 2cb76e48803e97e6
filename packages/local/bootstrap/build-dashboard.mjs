import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashOf, stampOf, writeStamp } from './stamp.mjs';
import { runStep } from './step.mjs';

const STAMP = path.join('node_modules', '.cache', 'chittysync', 'dashboard');

/** Builds the dashboard into `packages/dashboard/dist`, unless its sources are those of the last build. */
export async function buildDashboard(root, toolchain) {
  const directory = path.join(root, 'packages', 'dashboard');
  // The Worker does not start without the directory of its assets, not even to say that it is empty.
  mkdirSync(path.join(directory, 'dist'), { recursive: true });
  const manifest = path.join(directory, 'package.json');
  if (!JSON.parse(readFileSync(manifest, 'utf8')).scripts?.build) return;
  const hash = hashOf(root, ['pnpm-lock.yaml', 'packages/dashboard']);
  const stamp = path.join(root, STAMP);
  if (stampOf(stamp) === hash && existsSync(path.join(directory, 'dist', 'index.html'))) return;
  const options = { cwd: directory, env: toolchain.env };
  await runStep('building the dashboard', toolchain.pnpm, ['run', 'build'], options);
  writeStamp(stamp, hash);
}
