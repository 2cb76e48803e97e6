import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DashboardVisitor, openDashboardVisitor } from './dashboard-visitor.ts';
import {
  buildDashboardWorld,
  type DashboardWorld,
  ITEMS,
  NO_KIND,
  TITLES,
  titleInNotion,
} from './dashboard-world.ts';
import { KINDS } from './item.ts';
import { type Outsider, openOutsider } from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { skipAfterFailure } from './skip-after-failure.ts';

const REASON = 'The rows moved to another list';

/** A person's way through the dashboard in a real browser. Each goes on where the last ended. */
let stack: RunningStack;
let outsider: Outsider;
let world: DashboardWorld;
let visitor: DashboardVisitor;
let page: Page;

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  world = await buildDashboardWorld(outsider);
  visitor = await openDashboardVisitor(stack.info.api);
  page = visitor.page;
});
afterEach(() => {
  expect(visitor.takeFaults()).toEqual([]);
});
afterAll(async () => {
  await visitor?.close();
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

describe('a person at the dashboard', () => {
  it('is refused with a wrong token and let in with the right one', async () => {
    await page.goto('/');
    await signIn('not the token');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('The token is not accepted.');
    // The browser itself notes the refusal.
    expect(visitor.takeFaults()).toEqual([expect.stringMatching(/401.*\/api\/v1\/registries/)]);
    expect(await visitor.findBarriers()).toEqual([]);
    await signIn(stack.info.adminToken);
    await heading('Registries').waitFor();
  });

  it('sees how each registry does', async () => {
    const row = page.getByRole('row', { name: 'Items' });
    await row.getByText('Succeeded').waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    const [status, , , ...counts] = cells;
    expect(status).toBe('Active');
    expect(counts.slice(0, 3)).toEqual([String(ITEMS), '1', '1']);
    expect(counts[3]).toMatch(/notion.*postgres.*sheets/i);
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('finds what the systems disagree about, and the refused cell', async () => {
    await page.getByRole('link', { name: 'Items' }).click();
    await heading('Items').waitFor();
    const conflict = page.getByRole('article').filter({ hasText: 'K1 · title' });
    await conflict.waitFor();
    const shown = await conflict.textContent();
    for (const text of ['Item 1', TITLES.notion, TITLES.postgres]) expect(shown).toContain(text);
    const problem = section('Open problems').getByRole('row', { name: 'OPTION' });
    await problem.waitFor();
    const cells = await problem.getByRole('cell').allInnerTexts();
    expect(cells).toEqual(expect.arrayContaining(['sheets', 'kind', 'OPTION', NO_KIND]));
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('decides the conflict, and a run carries the decision out', async () => {
    const runs = section('Runs').getByRole('rowheader');
    const before = await runs.count();
    await page.getByRole('button', { name: 'Use postgres for title of K1' }).click();
    await section('Open conflicts').getByText('None.').waitFor();
    await section('Runs').getByRole('rowheader').nth(before).waitFor();
    const newest = section('Runs').locator('tbody').getByRole('row').first();
    await newest.getByText('Succeeded').waitFor();
    expect(await titleInNotion(outsider, world.tables, 'K1')).toBe(TITLES.postgres);
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('sees in words why a run was stopped, and what it would write', async () => {
    await outsider.sql(`DELETE FROM "Odd Items" WHERE code IN ('K3', 'K4', 'K5')`);
    await page.getByRole('button', { name: 'Sync now' }).click();
    const panel = haltPanel();
    await panel.waitFor();
    const text = await panel.textContent();
    expect(text).toContain('Unusually many records would be deleted');
    expect(text).toContain(`3 of ${ITEMS} records would be deleted`);
    expect(text).toContain(await planHashOfShownRun());
    const plan = section('Plan');
    expect(await plan.getByText(await planHashOfShownRun()).count()).toBe(1);
    await plan.getByText('6 writes shown, 6 of 6 read.').waitFor();
    expect(await plan.getByRole('columnheader').allInnerTexts()).toEqual(
      expect.arrayContaining(['Before', 'After']),
    );
    const deleted = plan.getByRole('rowgroup').filter({ hasText: 'K3' });
    expect(await deleted.count()).toBe(2);
    expect(await deleted.first().locator('del').allInnerTexts()).toContain('K3');
    expect(await deleted.locator('ins').count()).toBe(0);
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('finds the registry held until that is decided', async () => {
    await page.getByRole('link', { name: 'Registry', exact: true }).click();
    await page.getByText('A run was stopped by a safety rule.').waitFor();
    expect(await page.getByRole('button', { name: 'Sync now' }).isDisabled()).toBe(true);
    expect(await visitor.findBarriers()).toEqual([]);
    await page.getByRole('link', { name: 'look at the plan and decide' }).click();
    await haltPanel().waitFor();
  });

  it('rejects the plan with a reason, and nothing is written', async () => {
    await page.getByRole('button', { name: 'Reject…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reject this plan?' });
    const reject = dialog.getByRole('button', { name: 'Reject' });
    expect(await reject.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill(REASON);
    expect(await visitor.findBarriers()).toEqual([]);
    await reject.click();
    await runStatus('Rejected').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    expect(await haltPanel().count()).toBe(0);
    expect(await titleInNotion(outsider, world.tables, 'K3')).toBe('Item 3');
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('approves the next plan after reading what it writes where', async () => {
    await page.getByRole('link', { name: 'Registry', exact: true }).click();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await haltPanel().waitFor();
    await page.getByRole('button', { name: 'Approve…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
    const writes = await dialog.getByRole('listitem').allInnerTexts();
    expect(writes.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/notion.* 0 creates, 0 updates, 3 deletes$/i),
      expect.stringMatching(/postgres.* 0 creates, 0 updates, 0 deletes$/i),
      expect.stringMatching(/sheets.* 0 creates, 0 updates, 3 deletes$/i),
    ]);
    expect(await dialog.textContent()).toContain(await planHashOfShownRun());
    expect(await visitor.findBarriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Approve 6 deletes' }).click();
    await runStatus('Succeeded').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await section('Plan').getByText('written').nth(5).waitFor();
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('shows how a table changed, and accepts the change', async () => {
    const path = `/v1/data_sources/${world.tables.notion.dataSourceId}`;
    const options = KINDS.filter((name) => name !== 'tool').map((name) => ({ name }));
    await outsider.notion('PATCH', path, { properties: { kind: { select: { options } } } });
    await page.getByRole('link', { name: 'Registry', exact: true }).click();
    await page.getByRole('button', { name: 'Sync now' }).click();
    const changes = haltPanel().getByRole('region', { name: 'Changes of the table of notion' });
    await changes.waitFor();
    expect(await changes.locator('tbody').getByRole('row').allInnerTexts()).toEqual([
      expect.stringMatching(/^kind\s+kind\s+Option removed\s+tool\s+–$/),
    ]);
    await section('Plan').getByText('The plan is not made yet.').waitFor();
    expect(await visitor.findBarriers()).toEqual([]);
    await page.getByRole('button', { name: 'Approve…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept these changes?' });
    expect(await dialog.textContent()).toContain(await planHashOfShownRun());
    expect(await visitor.findBarriers()).toEqual([]);
    await dialog.getByRole('button', { name: 'Accept changes' }).click();
    await runStatus('Succeeded').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('finds the decisions in the audit log', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await heading('Audit log').waitFor();
    const entry = (title: string) => page.getByRole('rowheader', { name: title });
    await entry('Conflict resolved by a person').waitFor();
    await entry('Plan rejected').waitFor();
    await entry('Plan approved').first().waitFor();
    expect(await page.getByText('(no key)').count()).toBe(0);
    expect(await visitor.findBarriers()).toEqual([]);
    await page.getByLabel('Text').fill(REASON);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await entry('Plan approved').first().waitFor({ state: 'detached' });
    const found = page.locator('tbody');
    await found.getByText(REASON).waitFor();
    expect(await found.getByRole('rowheader').allInnerTexts()).toEqual([
      expect.stringContaining('Plan rejected'),
    ]);
    await found.getByRole('link', { name: 'run' }).click();
    await runStatus('Rejected').waitFor();
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('is told of an address that is none', async () => {
    await page.goto('/no/such/page');
    await heading('No such page').waitFor();
    expect(await visitor.findBarriers()).toEqual([]);
  });

  it('would have been told of another origin, of injected markup, and of a barrier', async () => {
    await page.evaluate((url) => fetch(url).catch(() => null), 'https://elsewhere.example/');
    expect(visitor.takeFaults().join('\n')).toMatch(/elsewhere\.example.*Content Security Policy/);
    const inject = page.locator('h1').evaluate((title) => {
      title.innerHTML = '<b>bold</b>';
    });
    await expect(inject).rejects.toThrow('TrustedHTML');
    expect(visitor.takeFaults().join('\n')).toContain('TrustedHTML');
    await page.locator('main').evaluate((main) => main.setAttribute('aria-hidden', 'perhaps'));
    expect(await visitor.findBarriers()).toEqual([
      expect.stringMatching(/^light: aria-valid-attr-value/),
      expect.stringMatching(/^dark: aria-valid-attr-value/),
    ]);
  });
});

async function signIn(token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

function heading(name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

function section(name: string) {
  return page.getByRole('region', { name, exact: true });
}

function haltPanel() {
  return section('This run was stopped and waits for your decision');
}

/** The badge beside the title of a run. */
function runStatus(label: string) {
  return page.locator('.page-head').getByRole('status').getByText(label, { exact: true });
}

/** What the API says about the run that the page shows. */
async function planHashOfShownRun(): Promise<string> {
  const runId = new URL(page.url()).pathname.split('/').at(-1);
  const { body } = await outsider.api('GET', `/runs/${runId}`);
  return body.planHash;
}
