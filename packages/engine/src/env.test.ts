import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './env.ts';
import { isChittySyncError } from './errors/chittysync-error.ts';
import { testEnvironment } from './routes/edge.fixture.ts';

function faultsOf(environment: Record<string, unknown>) {
  try {
    parseEnvironment(environment);
    return null;
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    const issues = error.details?.issues as { path: string }[];
    return { code: error.code, text: error.message, names: issues.map((issue) => issue.path) };
  }
}

describe('parseEnvironment', () => {
  it('reads a whole environment, and ignores what is not ours', () => {
    const changes = { NEON_HTTP_ENDPOINT: 'http://127.0.0.1:8791/sql', NOTION_BASE_URL: '' };
    const config = parseEnvironment({ ...testEnvironment(changes), ASSETS: { fetch() {} } });
    expect(config.neonEndpoint).toBe('http://127.0.0.1:8791/sql');
    expect(config.notionBaseUrl).toBeNull();
    expect(config.tokenIssuer).toBeNull();
  });

  it('takes issuer, keys and audience from ChittyAuth unless they are overridden', () => {
    const CHITTY_AUTH_URL = 'https://auth.chitty.cc/';
    expect(parseEnvironment(testEnvironment({ CHITTY_AUTH_URL })).tokenIssuer).toEqual({
      issuer: 'https://auth.chitty.cc',
      jwksUrl: 'https://auth.chitty.cc/.well-known/jwks.json',
      audience: null,
    });
    const changes = {
      CHITTY_AUTH_URL,
      CHITTY_AUTH_ISSUER: 'chittyauth',
      CHITTY_AUTH_JWKS_URL: 'https://keys.test/jwks',
      CHITTY_AUTH_AUDIENCE: 'chittysync',
    };
    expect(parseEnvironment(testEnvironment(changes)).tokenIssuer).toEqual({
      issuer: 'chittyauth',
      jwksUrl: 'https://keys.test/jwks',
      audience: 'chittysync',
    });
  });

  it('reports every fault at once, by name, and never a value', () => {
    const faults = faultsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      CREDENTIALS_KEY: 'too-short',
      ENGINE_SIGNING_KEY_HEX: 'not-hex',
      NOTION_BASE_URL: 'ftp://notion.test',
      ADMIN_TOKEN: 'short',
    });
    expect(faults?.code).toBe('CS_CONFIGURATION_INVALID');
    expect(faults?.names.sort()).toEqual([
      'ADMIN_TOKEN',
      'CREDENTIALS_KEY',
      'DATABASE_URL',
      'ENGINE_PUBKEY_HEX',
      'ENGINE_SIGNING_KEY_HEX',
      'NOTION_BASE_URL',
    ]);
    expect(faults?.text).not.toMatch(/hunter2|too-short|not-hex|notion\.test/);
  });

  it('refuses an environment in which no caller could be let in', () => {
    const changes = { ADMIN_TOKEN: undefined, CHITTY_AUTH_SERVICE_TOKEN: undefined };
    expect(faultsOf(testEnvironment(changes))?.names).toEqual(['ADMIN_TOKEN']);
  });

  it('holds secrets that do not print', () => {
    const config = parseEnvironment(testEnvironment());
    const printed = [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.adminToken}`];
    for (const text of printed) {
      expect(text).toContain('[secret]');
      expect(text).not.toMatch(/s3cret|admin-token|service-token|1111111111/);
    }
    expect(config.adminToken?.reveal()).toBe('admin-token-of-a-test');
  });
});
