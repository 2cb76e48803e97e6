import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where everything of a running stack is, and how to be let in: the content of `<home>/stack.json`. */
export interface StackInfo {
  readonly pid: number;
  /** Origin of the Worker: API and dashboard. */
  readonly api: string;
  readonly adminToken: string;
  readonly notion: {
    readonly baseUrl: string;
    readonly token: string;
    readonly rootPageId: string;
  };
  readonly google: {
    readonly baseUrl: string;
    readonly serviceAccount: { readonly client_email: string; readonly private_key: string };
  };
  readonly peers: {
    readonly schema: string;
    readonly ledger: string;
    readonly auth: string;
    readonly connect: string;
  };
  /** `url` is the customer's database; ChittySync's own is on the same server under the name `chittysync`. */
  readonly postgres: { readonly url: string; readonly neonEndpoint: string };
}

const fileIn = (home: string) => path.join(home, 'stack.json');

/** Writes the file in one step, readable by its owner only: whoever sees it sees all of it. */
export function writeStackInfo(home: string, info: StackInfo): void {
  const unfinished = `${fileIn(home)}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, fileIn(home));
}

/** Takes the file of an earlier run away, so that its presence means that everything answers. */
export function removeStackInfo(home: string): void {
  rmSync(fileIn(home), { force: true });
}
