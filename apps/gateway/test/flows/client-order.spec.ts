import { randomInt } from 'node:crypto';
import { createChowk, memoryStorage, type Fetch, type KeyValueStorage } from '@chowk/client';
import { wholeOrder } from '@chowk/client/samples/whole-order';
import { describedFetch, runningSystem } from '@chowk/testing';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { outletOf } from './refusals-dinner.js';
import { codeSentTo, Restaurant } from './restaurant.js';

const { gatewayUrl, simulators } = runningSystem();

describe('A frontend with the client library', () => {
  const restaurant = new Restaurant();
  let cart: { outletId: string; fulfilment: 'TAKEAWAY'; lines: { itemId: string; quantity: number }[] };
  beforeAll(async () => {
    const itemId = (await restaurant.menu())('Dal makhani');
    cart = { outletId: await outletOf(restaurant, 'IND'), fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 1 }] };
  });

  /** A page of a new customer; tabs that share a storage are one person. */
  function page(storage: KeyValueStorage = memoryStorage(), fetch: Fetch = describedFetch, onSignedOut?: () => void) {
    const more = onSignedOut ? { onSignedOut } : {};
    return createChowk({ baseUrl: gatewayUrl, tenant: 'intellidine', storage, fetch, ...more });
  }
  async function signIn(chowk: ReturnType<typeof page>): Promise<void> {
    const phone = `+9196${randomInt(10_000_000, 99_999_999)}`;
    await chowk.requestCode({ phone });
    await chowk.signInWithCode({ phone, code: await codeSentTo(phone) });
  }

  it('has a paid order by the thirty lines of its README', async () => {
    const told = await wholeOrder({ gateway: gatewayUrl, sms: simulators.twilio, razorpay: simulators.razorpay });
    expect(told.status).toBe('CONFIRMED');
    expect(told.orderNumber).toMatch(/^IND-/);
  });

  it('whose line drops during POST /orders has one order', async () => {
    const lost = vi.fn();
    const fetch: Fetch = async (request, init) => {
      const answer = await describedFetch(request, init);
      if (request.method !== 'POST' || !request.url.endsWith('/orders') || lost.mock.calls.length === 2) return answer;
      // It arrived and was done; nobody hears of it
      lost(await answer.json());
      throw new TypeError('fetch failed');
    };
    const chowk = page(memoryStorage(), fetch);
    await signIn(chowk);
    const reply = await chowk.call('post', '/orders', { body: cart, intention: 'this cart' });
    expect([lost.mock.calls.length, reply.isReplayed]).toEqual([2, true]);
    expect((await chowk.all('/orders')).map(({ id }) => id)).toEqual([reply.data.id]);
  });

  it('in two tabs that renew the sign-in at once is not signed out', async () => {
    const storage = memoryStorage();
    const kept = 'chowk:intellidine:me:session';
    const refreshed = vi.fn();
    const signedOut = vi.fn();
    const fetch: Fetch = (request, init) => {
      if (request.url.endsWith('/auth/refresh')) refreshed();
      return describedFetch(request, init);
    };
    const tabs = [page(storage, fetch, signedOut), page(storage, fetch, signedOut)] as const;
    await signIn(tabs[0]);
    for (let round = 1; round <= 3; round += 1) {
      const session: unknown = JSON.parse((await storage.getItem(kept)) ?? '');
      await storage.setItem(kept, JSON.stringify({ ...Object(session), expiresAt: Date.now() }));
      const [one, other] = await Promise.all(tabs.map((tab) => tab.get('/auth/me')));
      expect(one?.id).toBe(other?.id);
      expect(refreshed).toHaveBeenCalledTimes(round);
    }
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('that was signed out elsewhere is told so', async () => {
    const signedOut = vi.fn();
    const chowk = page(memoryStorage(), undefined, signedOut);
    await signIn(chowk);
    // As from another device
    await chowk.post('/auth/logout-all');
    await expect(chowk.get('/auth/me')).rejects.toMatchObject({ code: 'SIGNED_OUT', status: 401 });
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('is told every fault of what it sent at once, and what it may do', async () => {
    const chowk = page();
    await expect(chowk.get('/auth/me')).rejects.toMatchObject({ code: 'AUTH_TOKEN_MISSING', status: 401 });
    await signIn(chowk);
    const wrong = { ...cart, lines: [{ itemId: 'none', quantity: 0 }] };
    await expect(chowk.post('/orders', { body: wrong })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 422,
      details: expect.arrayContaining([expect.objectContaining({ path: 'lines.0.itemId' })]),
      requestId: expect.any(String),
    });
    const priced = chowk.post('/orders', { body: { ...cart, expectedTotal: 1 } });
    await expect(priced).rejects.toMatchObject({ code: 'PRICE_CHANGED', status: 409 });
    await expect(chowk.get('/kitchen/tickets')).rejects.toMatchObject({ code: 'PERMISSION_DENIED', status: 403 });
  });
});
