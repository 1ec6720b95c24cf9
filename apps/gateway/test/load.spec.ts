import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '@chowk/testing';
import type { RunningGateway } from '../src/create-gateway.js';
import type { ServiceName } from '../src/domain/route.js';
import { FrontOfHouse, refusalIn } from './front-of-house.js';

let house: FrontOfHouse;
beforeAll(async () => {
  house = await FrontOfHouse.open();
});
afterAll(() => house.close());
beforeEach(() => house.reset());

/** The service holds its calls until they are let go. */
function hold(...names: ServiceName[]): { readonly count: () => number; letGo(): void } {
  const held: (() => void)[] = [];
  for (const name of names)
    house.service(name).behaviour = (_request, response) => void held.push(() => response.end('{}'));
  return {
    count: () => held.length,
    letGo: () => {
      for (const answer of held.splice(0)) answer();
    },
  };
}

/** The machine that tests run on may be busy with others. */
const neverLate = { LOAD_LOOP_DELAY_MS: '600000' };
const small = { LOAD_FLOOR: '4', LOAD_CEILING: '4' };
const staff = (tenantId: string) =>
  house.mint.token(tenantId, { kind: 'staff', roles: ['OWNER', 'CUSTOMER', 'KITCHEN'] });

async function caller(gateway: RunningGateway, tenantId = house.dosa.id) {
  const authorization = `Bearer ${await staff(tenantId)}`;
  return (method: string, path: string) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method,
      headers: { authorization },
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
}

describe('Too much to do', () => {
  it('refuses reads before work, and work only when there is no more room', async () => {
    const gateway = await house.openGateway(small);
    const call = await caller(gateway);
    const service = hold('order', 'catalog');
    const held = [call('POST', '/orders'), call('POST', '/orders'), call('POST', '/orders')];
    await eventually('three are in flight', () => service.count() === 3);
    const read = await call('GET', '/menu');
    expect(read.headers.get('retry-after')).toBe('1');
    expect(await refusalIn(read)).toEqual([503, 'OVERLOADED']);
    held.push(call('POST', '/orders'));
    await eventually('the fourth is in flight', () => service.count() === 4);
    expect(await refusalIn(await call('POST', '/orders'))).toEqual([503, 'OVERLOADED']);
    expect(house.service('catalog').reached).toHaveLength(0);
    service.letGo();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const next = call('GET', '/menu');
    await eventually('the menu is read again', () => service.count() === 1);
    service.letGo();
    expect((await next).status).toBe(200);
  });

  it.each([
    ['POST', '/payments/create-razorpay-order', 'payment'],
    ['POST', '/payments/verify-razorpay', 'payment'],
    ['POST', '/payments/webhooks/razorpay/dosa-house', 'payment'],
    ['POST', '/payments/confirm-cash', 'payment'],
    ['GET', '/kitchen/tickets', 'order'],
    ['PATCH', '/kitchen/tickets/1', 'order'],
    ['PATCH', '/orders/1/status', 'order'],
    ['GET', '/notifications/subscribe', 'notification'],
    ['POST', '/auth/refresh', 'auth'],
  ] as const)('never refuses %s %s, which finishes what was begun', async (method, path, name) => {
    const gateway = await house.openGateway(small);
    const call = await caller(gateway);
    const service = hold('inventory');
    const held = Array.from({ length: 4 }, () => call('POST', '/inventory/receive'));
    await eventually('all room is taken', () => service.count() === 4);
    expect((await call(method, path)).status).toBe(200);
    expect(house.service(name).reached.some(({ url }) => url === `/api/v1${path}`)).toBe(true);
    service.letGo();
    await Promise.all(held);
  });

  it('is refused before anybody asks who calls, leaves a count and no line, and one line in a while says how many', async () => {
    const gateway = await house.openGateway(small);
    const call = await caller(gateway);
    const service = hold('order');
    const held = Array.from({ length: 4 }, () => call('POST', '/orders'));
    await eventually('all room is taken', () => service.count() === 4);
    const before = house.logLines.length;
    for (let turn = 0; turn < 20; turn++) {
      const refused = await fetch(`${gateway.url}/api/v1/orders`, { headers: { authorization: 'Bearer forged' } });
      expect(refused.status).toBe(503);
    }
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(text).toMatch(/gateway_shed_total\{importance="read",reason="all",[^}]*\} 20/);
    expect(text).toMatch(/gateway_in_flight\{[^}]*\} 4/);
    await eventually('it is told', () => house.logLines.slice(before).some((line) => line.includes('"refused":')));
    expect(house.logLines.slice(before).filter((line) => line.includes('"status":503'))).toHaveLength(0);
    service.letGo();
    await Promise.all(held);
  });

  it('for a tenant that takes all of it leaves the others their share', async () => {
    const gateway = await house.openGateway({ LOAD_FLOOR: '8', LOAD_CEILING: '8' });
    const [noisy, quiet] = [await caller(gateway), await caller(gateway, house.cakes.id)];
    const service = hold('order');
    const held = [quiet('POST', '/orders'), ...Array.from({ length: 4 }, () => noisy('POST', '/orders'))];
    await eventually('five are in flight', () => service.count() === 5);
    expect(await refusalIn(await noisy('POST', '/orders'))).toEqual([503, 'OVERLOADED']);
    held.push(quiet('POST', '/orders'));
    await eventually('the quiet one is served', () => service.count() === 6);
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(text).toMatch(/gateway_shed_total\{importance="work",reason="tenant",[^}]*\} 1/);
    service.letGo();
    expect((await Promise.all(held)).every(({ status }) => status === 200)).toBe(true);
  });

  it('is found out by what calls wait for, and grows as far as it is used', async () => {
    const gateway = await house.openGateway({
      LOAD_FLOOR: '15',
      LOAD_CEILING: '100',
      LOAD_TARGET_MS: '200',
      ...neverLate,
    });
    const call = await caller(gateway);
    const limit = async () =>
      Number(
        /gateway_in_flight_limit\{[^}]*\} ([\d.]+)/.exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1],
      );
    const takes = (ms: number) => {
      house.service('order').behaviour = (_request, response) => void setTimeout(() => response.end('{}'), ms);
    };
    const twentyOrdersUntil = (what: string, isSo: (limit: number) => boolean) =>
      eventually(
        what,
        async () => {
          await Promise.all(Array.from({ length: 20 }, () => call('POST', '/orders')));
          return isSo(await limit());
        },
        { timeout: 20_000 },
      );
    expect(await limit()).toBe(30);
    takes(10);
    await twentyOrdersUntil('more are let in, now that they are used', (now) => now > 35);
    takes(600);
    await twentyOrdersUntil('fewer are let in', (now) => now < 25);
    takes(10);
    await twentyOrdersUntil('as many as before are let in', (now) => now > 35);
    await eventually('what nobody uses is taken back', async () => (await limit()) === 30, { timeout: 20_000 });
  });
});
