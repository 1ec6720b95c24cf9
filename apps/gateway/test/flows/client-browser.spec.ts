import { randomInt } from 'node:crypto';
import { createChowk, memoryStorage, type Chowk } from '@chowk/client';
import { eventually, runningSystem } from '@chowk/testing';
import { chromiumPath, openBrowser, type Browser, type BrowserContext, type Page } from '@chowk/testing/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClientFrontend } from './client-frontend.js';
import { outletOf } from './refusals-dinner.js';
import { codeSentTo, Restaurant } from './restaurant.js';

const { gatewayUrl, simulators } = runningSystem();
const place = { gateway: gatewayUrl, sms: simulators.twilio, razorpay: simulators.razorpay };
/** The client of a tab, as an expression in its page. */
const client = (more = '') => `trial.createChowk({ baseUrl: '${gatewayUrl}', tenant: 'intellidine', ${more} })`;
const run = (tab: Page, script: string): Promise<unknown> => tab.evaluate(`(async () => { ${script} })()`);

describe.skipIf(chromiumPath === undefined)('A page of another origin with the client library, in Chromium', () => {
  const restaurant = new Restaurant();
  const owner: Chowk = createChowk({ baseUrl: gatewayUrl, tenant: 'intellidine', storage: memoryStorage() });
  let listed: readonly string[];
  let frontend: ClientFrontend;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    [frontend, browser] = await Promise.all([ClientFrontend.open(), openBrowser()]);
    await owner.signInStaff({ login: 'owner@intellidine.example', password: 'chowk-demo-2026' });
    listed = (await owner.get('/tenants/current')).origins;
    await listOrigins([...listed, frontend.origin]);
    await eventually('the gateway knows the origin', () => mayAsk(frontend.origin));
  });
  afterAll(async () => {
    await listOrigins(listed);
    await browser.close();
    await frontend.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  async function listOrigins(origins: readonly string[]): Promise<void> {
    const { version } = await owner.get('/tenants/current');
    await owner.patch('/tenants/current', { body: { origins: [...origins] }, ifVersion: version });
  }

  async function mayAsk(origin: string): Promise<boolean> {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await fetch(`${gatewayUrl}/api/v1/orders`, { method: 'OPTIONS', headers });
    return answer.headers.get('access-control-allow-origin') === origin;
  }

  /** Signs a new customer in; all tabs of the context are signed in by it. */
  async function signIn(tab: Page): Promise<void> {
    const phone = `+9195${randomInt(10_000_000, 99_999_999)}`;
    await run(tab, `await ${client()}.requestCode({ phone: '${phone}' });`);
    const code = await codeSentTo(phone);
    await run(tab, `await ${client()}.signInWithCode({ phone: '${phone}', code: '${code}' });`);
  }

  it('has a paid order by the thirty lines of the README', async () => {
    const tab = await frontend.tab(context);
    const told = await run(tab, `return trial.wholeOrder(${JSON.stringify(place)});`);
    expect(told).toEqual({ orderNumber: expect.stringMatching(/^IND-/), status: 'CONFIRMED' });
  });

  it('whose line drops during POST /orders has one order, and reads that it was a repetition', async () => {
    const tab = await frontend.tab(context);
    await signIn(tab);
    const lines = [{ itemId: (await restaurant.menu())('Dal makhani'), quantity: 1 }];
    const cart = { outletId: await outletOf(restaurant, 'IND'), fulfilment: 'TAKEAWAY', lines };
    const told = await run(
      tab,
      `let lost = 0;
       const fetch = async (request, init) => {
         const answer = await globalThis.fetch(request, init);
         if (request.method !== 'POST' || lost === 2) return answer;
         lost += 1;
         throw new TypeError('Failed to fetch');
       };
       const chowk = ${client('fetch')};
       const { data, status, isReplayed, requestId } = await chowk.call('post', '/orders', { body: ${JSON.stringify(cart)} });
       const orders = await chowk.all('/orders');
       const isOnlyOne = orders.length === 1 && orders[0].id === data.id;
       return { lost, status, isReplayed, isOnlyOne, knowsItsCall: typeof requestId === 'string' };`,
    );
    expect(told).toEqual({ lost: 2, status: 201, isReplayed: true, isOnlyOne: true, knowsItsCall: true });
  });

  it('in two tabs that renew the sign-in at once is not signed out', async () => {
    const tabs = [await frontend.tab(context), await frontend.tab(context)] as const;
    const refreshed: number[] = [];
    context.on('response', (response) => {
      if (response.url().endsWith('/auth/refresh') && response.request().method() === 'POST')
        refreshed.push(response.status());
    });
    await signIn(tabs[0]);
    for (let round = 1; round <= 3; round += 1) {
      refreshed.length = 0;
      await expireIn(tabs);
      const [one, other] = await Promise.all(
        tabs.map((tab) => run(tab, `return (await ${client()}.get('/auth/me')).id;`)),
      );
      expect(one).toBe(other);
      // Once is usual; a tab that did not see yet what the other got is answered the same by Chowk
      expect(refreshed.length).toBeLessThanOrEqual(tabs.length);
      expect(new Set(refreshed)).toEqual(new Set([200]));
    }
  });

  /** As if the access token ran out just now, for all tabs. */
  async function expireIn(tabs: readonly [Page, Page]): Promise<void> {
    const session = "JSON.parse(localStorage.getItem('chowk:intellidine:me:session'))";
    const token = await run(tabs[0], `return ${session}.accessToken;`);
    await tabs[1].waitForFunction(`${session}?.accessToken === '${String(token)}'`);
    await run(
      tabs[1],
      `localStorage.setItem('chowk:intellidine:me:session', JSON.stringify({ ...${session}, expiresAt: 1 }));`,
    );
    await tabs[0].waitForFunction(`${session}.expiresAt === 1`);
  }

  it('that nobody listed reads nothing', async () => {
    const tab = await frontend.tab(context, frontend.otherOrigin);
    const why = await run(tab, `return ${client('patience: { attempts: 1 }')}.get('/menu').catch(({ code }) => code);`);
    expect(why).toBe('NETWORK');
  });
});
