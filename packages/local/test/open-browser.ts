import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** These make the packaged browser laxer than the one that people use. */
const LAX = ['--disable-web-security', '--allow-running-insecure-content'];

/** Headless Chromium of the npm package; `CHROMIUM_PATH` names another where that does not run. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.CHROMIUM_PATH;
  if (own !== undefined && own !== '') {
    // As root, Chromium starts without its sandbox only.
    return chromium.launch({ executablePath: own, args: ['--no-sandbox'] });
  }
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: packaged.args.filter((arg) => !LAX.includes(arg)),
  });
}
