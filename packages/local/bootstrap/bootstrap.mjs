/**
 * `bootstrap.mjs start|test [flags]`, called by `npm start` and `npm test`: on a machine with Node 20 or newer and
 * npm, fetches the toolchain and the packages, builds the dashboard, and hands over. Steps that are done already
 * are left out. Nothing here may depend on a package or on a newer Node.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDashboard } from './build-dashboard.mjs';
import { ensureToolchain } from './ensure-toolchain.mjs';
import { installPackages } from './install-packages.mjs';
import { runTests } from './run-tests.mjs';
import { runThrough } from './run-through.mjs';
import { StepFailed } from './step.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const [mode, ...rest] = process.argv.slice(2);
const flags = rest[0] === '--' ? rest.slice(1) : rest;

async function main() {
  if (mode !== 'start' && mode !== 'test') {
    console.error('usage: bootstrap.mjs start|test [flags]');
    return 2;
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node 20 or newer is needed; this is ${process.version}.`);
    return 2;
  }
  const toolchain = await ensureToolchain(ROOT);
  await installPackages(ROOT, toolchain);
  await buildDashboard(ROOT, toolchain);
  if (mode === 'test') return runTests(ROOT, toolchain, flags);
  const program = path.join('packages', 'local', 'src', 'main.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, ...flags];
  return runThrough(toolchain.node, args, { cwd: ROOT, env: toolchain.env });
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof StepFailed ? error.message : error);
    process.exit(1);
  },
);
