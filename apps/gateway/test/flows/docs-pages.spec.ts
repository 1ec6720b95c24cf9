import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, runningSystem } from '@chowk/testing';
import { chromiumPath, openBrowser, type Browser } from '@chowk/testing/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ShownDocs } from '../shown-docs.js';
import { Restaurant } from './restaurant.js';

const { gatewayUrl } = runningSystem();
const restaurant = new Restaurant();
/** Pictures for whoever wants to look. */
const pictures = fileURLToPath(new URL('../../../../.chowk/test/screens/', import.meta.url));
/** Bytes below which a picture of this size shows nothing. */
const blank = 15_000;

interface Reference {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe.skipIf(chromiumPath === undefined)('The pages of the gateway in Chromium', { timeout: 120_000 }, () => {
  let browser: Browser;
  let docs: ShownDocs;
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    docs = await ShownDocs.open(browser, gatewayUrl);
  });
  /** Whatever was done: nothing was asked of anybody else, and nothing was forbidden. */
  afterEach(async () => {
    await docs.close();
    expect([docs.foreign, docs.complaints]).toEqual([[], []]);
  });

  it('show every operation of the API', async () => {
    const { paths } = (await (await fetch(`${gatewayUrl}/docs/openapi.json`)).json()) as Reference;
    await docs.show('/docs');
    expect((await docs.screenshot(`${pictures}docs.png`)).length).toBeGreaterThan(blank);
    const declared = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    await docs.openAll();
    const shown = await eventually('every operation is shown', async () => {
      const now = await docs.operations();
      return now.length >= declared.length && now;
    });
    expect([...shown].sort()).toEqual(declared.sort());
  });

  it('send a real call with the headers that were filled in', async () => {
    await docs.show('/docs');
    const tried = await docs.tryOut({
      method: 'GET',
      path: '/api/v1/menu',
      parameters: { 'X-Tenant-Id': restaurant.slug },
    });
    // Nothing beside: an example of a filter would show another menu
    expect([tried.url, tried.headers['x-tenant-id'], tried.shownStatus]).toEqual([
      `${gatewayUrl}/api/v1/menu`,
      restaurant.slug,
      '200',
    ]);
    expect(tried.shownBody).toContain('"success": true');
    await docs.screenshot(`${pictures}tried.png`, { at: '/api/v1/menu' });
  });

  it('send a body, and show why it was refused', async () => {
    await docs.show('/docs');
    const tried = await docs.tryOut({
      method: 'POST',
      path: '/api/v1/auth/staff/login',
      parameters: { 'X-Tenant-Id': restaurant.slug },
      body: { login: `manager@${restaurant.slug}.example`, password: 'not-the-password' },
    });
    expect([tried.method, tried.shownStatus]).toEqual(['POST', '401']);
    expect(tried.shownBody).toContain('"success": false');
  });

  it('call as whoever signed in', async () => {
    const { token = '' } = await restaurant.customer();
    await docs.show('/docs');
    await docs.signIn(token);
    const tried = await docs.tryOut({ method: 'GET', path: '/api/v1/orders' });
    expect([tried.headers['authorization'], tried.shownStatus]).toEqual([`Bearer ${token}`, '200']);
  });

  it('show the events, and where to go from `/`', async () => {
    await docs.show('/');
    await docs.screenshot(`${pictures}home.png`);
    await docs.page.locator('main').getByRole('link', { name: 'Events' }).click();
    await docs.page.getByRole('heading', { name: 'Sockets /kitchen' }).waitFor();
    const queued = docs.page
      .locator('details', { has: docs.page.locator('code', { hasText: 'ticket.queued.v1' }) })
      .first();
    await queued.locator('summary').click();
    await queued.getByText('data.station').waitFor();
    expect((await docs.screenshot(`${pictures}events.png`)).length).toBeGreaterThan(blank);
  });
});
