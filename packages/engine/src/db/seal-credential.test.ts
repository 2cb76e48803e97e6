import { describe, expect, it } from 'vitest';
import { Secret } from '../crypto/secret.ts';
import { openCredential, sealCredential } from './seal-credential.ts';

const KEY = new Secret(btoa('k'.repeat(32)));
const PLACE = { tenantId: 'tenant', connectionId: 'connection' };
const CREDENTIAL = { kind: 'token', token: 'ntn_ßecret' } as const;
const invalid = expect.objectContaining({ code: 'CS_CREDENTIAL_INVALID' });

describe('a sealed credential', () => {
  it('opens with its key, for its connection', async () => {
    const sealed = await sealCredential(KEY, PLACE, CREDENTIAL);
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
    expect(sealed).not.toContain('ecret');
    expect(await openCredential(KEY, PLACE, sealed)).toEqual(CREDENTIAL);
  });

  it('is another text each time', async () => {
    const [a, b] = await Promise.all([
      sealCredential(KEY, PLACE, CREDENTIAL),
      sealCredential(KEY, PLACE, CREDENTIAL),
    ]);
    expect(a).not.toBe(b);
  });

  it('does not open elsewhere, altered, or with another key', async () => {
    const sealed = await sealCredential(KEY, PLACE, CREDENTIAL);
    const other = new Secret(btoa('o'.repeat(32)));
    const flipped = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    await expect(openCredential(other, PLACE, sealed)).rejects.toEqual(invalid);
    await expect(openCredential(KEY, PLACE, flipped)).rejects.toEqual(invalid);
    await expect(openCredential(KEY, PLACE, 'v1.garbage')).rejects.toEqual(invalid);
    for (const place of [
      { ...PLACE, tenantId: 'other' },
      { ...PLACE, connectionId: 'other' },
    ]) {
      await expect(openCredential(KEY, place, sealed)).rejects.toEqual(invalid);
    }
  });
});
