import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, runStep, StepFailed } from './step.mjs';

const VERSIONS = { pnpm: '12.21.0', node: '24.21.0' };

/**
 * Makes sure that pnpm, and a Node that runs TypeScript, are there in the pinned versions: as npm packages in
 * `.toolchain`, which is theirs alone. Resolves to the programs, and an environment in which they come first.
 * @param {string} root
 * @returns {Promise<{ node: string, pnpm: string, env: NodeJS.ProcessEnv }>}
 */
export async function ensureToolchain(root) {
  const directory = path.join(root, '.toolchain');
  const bin = path.join(directory, 'node_modules', '.bin');
  const ownNode = isUsable(process.versions.node);
  const needed = ownNode ? { pnpm: VERSIONS.pnpm } : VERSIONS;
  const env = environment([bin, path.join(root, 'node_modules', '.bin')]);
  const isThere = () => standsThere(bin, needed, env);
  if (!(await isThere())) {
    mkdirSync(directory, { recursive: true });
    const allowScripts = { pnpm: true, node: true };
    const manifest = { private: true, dependencies: needed, allowScripts };
    writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
    const list = Object.entries(needed).map(([name, version]) => `${name} ${version}`);
    const npm = npmCommand();
    const args = [...npm.args, 'install', '--no-audit', '--no-fund', '--ignore-scripts=false'];
    await runStep(`fetching ${list.join(', ')}`, npm.command, args, { cwd: directory, env });
    if (!(await isThere())) {
      throw new StepFailed(`The toolchain in ${directory} does not work; delete it and try again.`);
    }
  }
  return {
    node: ownNode ? process.execPath : path.join(bin, 'node'),
    pnpm: path.join(bin, 'pnpm'),
    env,
  };
}

/** Runs TypeScript without a flag (22.18), and is a release line that vitest and wrangler accept. */
function isUsable(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 22 && minor >= 18) || major === 24 || major >= 26;
}

async function standsThere(bin, needed, env) {
  for (const [name, version] of Object.entries(needed)) {
    const { code, output } = await run(path.join(bin, name), ['--version'], { cwd: bin, env });
    if (code !== 0 || output.trim().replace(/^v/, '') !== version) return false;
  }
  return true;
}

/** The environment without what `npm start` set for the script that we are: it would bend the npm we call. */
function environment(first) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|config_(local_|global_)?prefix)/i.test(name),
  );
  const env = Object.fromEntries(own);
  return { ...env, PATH: [...first, env.PATH].filter(Boolean).join(path.delimiter) };
}

/** The npm that called us, else the one in PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return { command: process.execPath, args: [script] };
  return { command: 'npm', args: [] };
}
