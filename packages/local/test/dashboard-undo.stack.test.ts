import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DashboardVisitor, openDashboardVisitor } from './dashboard-visitor.ts';
import { buildDashboardWorld, type DashboardWorld, titleInNotion } from './dashboard-world.ts';
import { type Outsider, openOutsider, runToEnd } from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';
import { skipAfterFailure } from './skip-after-failure.ts';

const BRINGS_BACK = 'This plan brings an earlier state back and waits for your decision';
const REASON = 'Only wanted to look';

/** A person who takes a run back, and looks at an earlier day, in a real browser. */
let stack: RunningStack;
let outsider: Outsider;
let world: DashboardWorld;
let visitor: DashboardVisitor;
let page: Page;
/** A full second after all was well and before anything was wrong. */
let wellAt: Date;
let mistakeId: string;

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  world = await buildDashboardWorld(outsider);
  wellAt = new Date(Math.ceil(Date.now() / 1000) * 1000);
  await vi.waitUntil(() => new Date() > wellAt, { timeout: 5_000 });
  mistakeId = await makeMistake('K5', 'Mistake');
  visitor = await openDashboardVisitor(stack.info.api);
  page = visitor.page;
  await page.goto('/');
  await page.getByLabel('Token').fill(stack.info.adminToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading('Registries').waitFor();
});
afterEach(async () => {
  expect(await visitor.findBarriers()).toEqual([]);
  expect(visitor.takeFaults()).toEqual([]);
});
afterAll(async () => {
  await visitor?.close();
  await outsider?.close();
  expect((await stack?.close()) ?? 0).toBe(0);
});

skipAfterFailure();

describe('[H10] a person who takes a run back', () => {
  it('asks on its page, and sees what would be written', async () => {
    await askToUndo();
    await section(BRINGS_BACK).waitFor();
    await section('Plan').getByText('3 writes shown, 3 of 3 read.').waitFor();
    const [first] = await section('Plan').locator('tbody').allInnerTexts();
    expect(first).toMatch(/K5\s+\w+\s+update\s+title\s+Mistake\s+Item 5\s+undo\s+not written/);
    expect(await page.getByText('Waits', { exact: true }).count()).toBe(3);
    expect(await titleInNotion(outsider, world.tables, 'K5')).toBe('Mistake');
  });

  it('finds in the list of runs that it needs a decision', async () => {
    await page.getByRole('link', { name: 'Registry', exact: true }).click();
    const newest = page.getByRole('row').filter({ hasText: 'to undo a run' }).first();
    await newest.getByText('needs a decision').waitFor();
    await newest.getByRole('link', { name: 'Undo' }).click();
    await section(BRINGS_BACK).waitFor();
  });

  it('approves the plan, and everything is as it was', async () => {
    await page.getByRole('button', { name: 'Approve…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve this plan?' });
    await dialog.getByRole('button', { name: 'Approve 3 writes' }).click();
    await runStatus('Succeeded').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    expect(await titleInNotion(outsider, world.tables, 'K5')).toBe('Item 5');
  });

  it('is told that nothing is left to bring back', async () => {
    await askToUndo();
    await page.getByText('There is nothing to bring back').waitFor();
    expect(await page.getByRole('button', { name: 'Approve…' }).count()).toBe(0);
  });

  it('is told that a plan is out of date, and makes another', async () => {
    mistakeId = await makeMistake('K6', 'Another mistake');
    await askToUndo();
    await section(BRINGS_BACK).waitFor();
    const outdated = page.url();
    await makeMistake('K7', 'A third mistake');
    await page.reload();
    const panel = section('This plan is out of date');
    await panel.waitFor();
    expect(await page.getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    await panel.getByRole('button', { name: 'Plan anew' }).click();
    await section(BRINGS_BACK).waitFor();
    expect(page.url()).not.toBe(outdated);
  });
});

describe('[H10] a person who wants an earlier day back', () => {
  it('is asked for the time, and gets the focus back after a change of mind', async () => {
    await page.getByRole('link', { name: 'Registry', exact: true }).click();
    await restoreButton().click();
    await restoreDialog().waitFor();
    expect(await visitor.findBarriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await restoreDialog().waitFor({ state: 'hidden' });
    expect(await restoreButton().evaluate((button) => button.matches(':focus'))).toBe(true);
  });

  it('cannot ask for a time before the registry was there', async () => {
    await restoreButton().click();
    await enterTime(new Date('2020-01-01T00:00:00Z'));
    const isRefused = () =>
      restoreDialog()
        .getByLabel('As of')
        .evaluate((input) => input.matches(':invalid'));
    expect(await isRefused()).toBe(true);
    await enterTime(wellAt);
    expect(await isRefused()).toBe(false);
  });

  it('sees the plan, and rejects it', async () => {
    await restoreDialog().getByRole('button', { name: 'Show the plan' }).click();
    await heading('Restore of Items').waitFor();
    await section(BRINGS_BACK).waitFor();
    await section('Plan').getByText('6 writes shown, 6 of 6 read.').waitFor();
    await page.getByRole('button', { name: 'Reject…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reject this plan?' });
    await dialog.getByLabel('Reason').fill(REASON);
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await runStatus('Rejected').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    expect(await titleInNotion(outsider, world.tables, 'K6')).toBe('Another mistake');
  });
});

/** Somebody gives an item a wrong title, and it is synced; the id of the run. */
async function makeMistake(code: string, title: string): Promise<string> {
  await outsider.sql('UPDATE "Odd Items" SET title = $1 WHERE code = $2', [title, code]);
  const run = await runToEnd(outsider, world.registryId, { kind: 'sync' });
  expect(run).toMatchObject({ status: 'succeeded', counts: { updated: 1 } });
  return run.id;
}

/** Goes to the run of the mistake and asks to undo it. */
async function askToUndo(): Promise<void> {
  await page.goto(`/runs/${mistakeId}`);
  await page.getByRole('button', { name: 'Undo…' }).click();
  await heading('Undo in Items').waitFor();
  await runStatus('Previewed').waitFor();
}

/** Enters a time as a person does, who thinks in the time of the browser. */
async function enterTime(time: Date): Promise<void> {
  const local = await page.evaluate((ms) => {
    const minutes = new Date(ms).getTimezoneOffset();
    return new Date(ms - minutes * 60_000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  }, time.getTime());
  await restoreDialog().getByLabel('As of').fill(local);
}

function restoreButton() {
  return page.getByRole('button', { name: 'Restore…' });
}

function restoreDialog() {
  return page.getByRole('dialog', { name: 'Restore Items' });
}

function heading(name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

function section(name: string) {
  return page.getByRole('region', { name, exact: true });
}

/** The badge beside the title of a run. */
function runStatus(label: string) {
  return page.locator('.page-head').getByRole('status').getByText(label, { exact: true });
}
