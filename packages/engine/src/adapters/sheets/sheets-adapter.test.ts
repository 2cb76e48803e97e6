import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sheetsDefinition } from './sheets-definition.ts';
import { type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('checks the credential', async () => {
  expect(await bench.adapter.check()).toEqual({
    ok: true,
    account: 'sync@project.iam.gserviceaccount.com',
    problems: [],
  });
  const open = (key: Record<string, unknown>) =>
    sheetsDefinition.open({ kind: 'serviceAccount', key }, bench.environment);
  const key = bench.credential.kind === 'serviceAccount' ? bench.credential.key : {};
  const stranger = open({ ...key, client_email: 'other@x.org' });
  expect(await stranger.check()).toMatchObject({ ok: false, account: null });
  const malformed = [
    [{ ...key, private_key: 'nonsense' }, 'private_key'],
    [{ ...key, client_email: 'nobody' }, 'client_email'],
  ] as const;
  for (const [wrong, part] of malformed) {
    const opening = () => open(wrong);
    expect(opening).toThrowError(
      expect.objectContaining({ code: 'CS_CREDENTIAL_INVALID', details: { part } }),
    );
  }
});
