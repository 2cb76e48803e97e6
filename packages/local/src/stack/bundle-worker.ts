import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from './stack-settings.ts';

export const WRANGLER = path.join(REPOSITORY, 'node_modules', 'wrangler', 'bin', 'wrangler.js');

/**
 * Bundles the Worker as a deployment would, and gives the script. What runs is what was there at the start: an
 * edited source file neither reloads the Worker nor cuts its runs off.
 */
export async function bundleWorker(config: string, directory: string): Promise<string> {
  const args = [WRANGLER, 'deploy', '--dry-run', '--config', config, '--outdir', directory];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', CI: '1' };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: path.dirname(config), env });
  } catch (error) {
    const output = error as { stdout?: string; stderr?: string };
    throw new Error(`the Worker could not be bundled:\n${output.stdout}${output.stderr}`);
  }
  return path.join(directory, 'worker.js');
}
