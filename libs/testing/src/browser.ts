import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

export type { Browser, BrowserContext, Page } from 'playwright-core';

/** Where Debian and others put it; `CHROMIUM` names another one. */
const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** A Chromium of this machine, or undefined where there is none: tests in a browser are skipped there, and counted as such. */
export const chromiumPath: string | undefined = places.find((place) => place !== '' && existsSync(place));

/** Opens that Chromium without a window. Whoever opens it closes it. Throws where there is none. */
export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium here: `apt-get install chromium`');
  // Root, as in containers, gets no sandbox from it; the pages are our own
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: chromiumPath, headless: true, chromiumSandbox: !isRoot });
}
