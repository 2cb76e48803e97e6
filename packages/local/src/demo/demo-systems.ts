import { Client } from '@notionhq/client';
import { JWT } from 'google-auth-library';
import pg from 'pg';
import type { StackInfo } from '../stack/stack-info.ts';

/** The three systems as their own users reach them: Notion's SDK, Google's REST API, SQL. */
export interface DemoSystems {
  readonly notion: Client;
  /** Calls the Sheets API as the service account. */
  readonly sheets: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  readonly sql: <T extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ) => Promise<readonly T[]>;
  close(): Promise<void>;
}

export async function openDemoSystems(stack: StackInfo): Promise<DemoSystems> {
  const notion = new Client({
    auth: stack.notion.token,
    baseUrl: stack.notion.baseUrl,
    notionVersion: '2026-03-11',
  });
  const token = await googleToken(stack);
  const pool = new pg.Pool({ connectionString: stack.postgres.url, max: 1 });
  return {
    notion,
    async sheets<T>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${stack.google.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text) as T;
    },
    sql: async (text, values) => (await pool.query(text, values)).rows,
    close: () => pool.end(),
  };
}

/** Google's own sign-in of a service account, against the emulator's token endpoint. */
async function googleToken({ google }: StackInfo): Promise<string> {
  const jwt = new JWT({
    email: google.serviceAccount.client_email,
    key: google.serviceAccount.private_key,
    scopes: ['https://www.googleapis.com/auth/drive'],
    transporterOptions: {
      fetchImplementation: (input, init) => {
        const url = new URL(input instanceof Request ? input.url : String(input));
        return fetch(`${google.baseUrl}${url.pathname}${url.search}`, init);
      },
    },
  });
  const { token } = await jwt.getAccessToken();
  if (!token) throw new Error('the Google emulator gave no token');
  return token;
}
