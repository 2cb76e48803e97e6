import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import type { Page } from 'playwright-core';
import { openBrowser } from './open-browser.ts';

const VISIBLE_WITHIN_MS = 20_000;
const RULES = ['wcag2a', 'wcag2aa'];
const SCHEMES = ['light', 'dark'] as const;

/** Somebody with a browser who notes everything that is wrong with what it is served. */
export interface DashboardVisitor {
  readonly page: Page;
  /**
   * Console errors, to which violations of the CSP belong, uncaught errors, and requests to other
   * origins, since the last call.
   */
  takeFaults(): string[];
  /** What axe finds against WCAG 2 A and AA in the page as it is now, in light and in dark. */
  findBarriers(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openDashboardVisitor(origin: string): Promise<DashboardVisitor> {
  const browser = await openBrowser();
  const context = await browser.newContext({ baseURL: origin, reducedMotion: 'reduce' });
  context.setDefaultTimeout(VISIBLE_WITHIN_MS);
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // The debugger's scripts run whatever the CSP says; the page's own do not.
  await context.addInitScript({ content: readFileSync(axe, 'utf8') });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const { url } = message.location();
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`));
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`request: ${request.url()}`);
  });
  return {
    page,
    takeFaults: () => faults.splice(0),
    async findBarriers() {
      const found: string[] = [];
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await runAxe(page)).map((barrier) => `${colorScheme}: ${barrier}`));
      }
      return found;
    },
    close: () => browser.close(),
  };
}

function runAxe(page: Page): Promise<string[]> {
  return page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
    const { violations } = await axe.run({ runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }, RULES);
}
