import path from 'node:path';
import { hashOf, stampOf, writeStamp } from './stamp.mjs';
import { runStep } from './step.mjs';

const STAMP = path.join('node_modules', '.cache', 'chittysync', 'installed');

/**
 * `pnpm install --frozen-lockfile`, unless the last one that succeeded saw the same lock file and manifests. The
 * stamp lies in `node_modules`, so it goes when they go.
 */
export async function installPackages(root, toolchain) {
  const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = hashOf(root, [...inputs, 'packages/*/package.json']);
  const stamp = path.join(root, STAMP);
  if (stampOf(stamp) === hash) return;
  const args = ['install', '--frozen-lockfile', '--config.confirm-modules-purge=false'];
  await runStep('installing packages', toolchain.pnpm, args, { cwd: root, env: toolchain.env });
  writeStamp(stamp, hash);
}
