import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from './stack-settings.ts';

export const WRANGLER = path.join(REPOSITORY, 'node_modules', 'wrangler', 'bin', 'wrangler.js');

/** Where the dashboard is built to. */
const DASHBOARD = path.join(REPOSITORY, 'packages', 'dashboard', 'dist');

export interface WorkerBundle {
  readonly script: string;
  readonly assets: string;
}

/**
 * Bundles the Worker as a deployment would, and copies the dashboard beside it. What runs is what was there at
 * the start: an edited or rebuilt file neither reloads the Worker nor cuts its runs off.
 */
export async function bundleWorker(config: string, directory: string): Promise<WorkerBundle> {
  rmSync(directory, { recursive: true, force: true });
  const assets = path.join(directory, 'assets');
  mkdirSync(assets, { recursive: true });
  if (existsSync(DASHBOARD)) cpSync(DASHBOARD, assets, { recursive: true });
  const script = path.join(directory, 'script');
  const args = [WRANGLER, 'deploy', '--dry-run', '--config', config, '--outdir', script];
  args.push('--assets', assets);
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: '1' };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: path.dirname(config), env });
  } catch (error) {
    const output = error as { stdout?: string; stderr?: string };
    throw new Error(`the Worker could not be bundled:\n${output.stdout}${output.stderr}`);
  }
  return { script: path.join(script, 'worker.js'), assets };
}
