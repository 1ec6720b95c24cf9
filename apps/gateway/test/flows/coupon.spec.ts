import { orderView, type OrderView } from '@chowk/contracts';
import { behind, eventually, runningSystem, type Reply } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes, stockOf } from './books.js';
import { answerOnceReady } from './counter.js';
import { couponOf, onceOrderKnows, usesOf } from './coupons.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

const system = runningSystem();

describe('A coupon', () => {
  const restaurant = new Restaurant();
  let owner: Person;
  let manager: Person;
  let outletId: string;
  /** 2 x 120.00 rupees. */
  let dosas: { readonly itemId: string; readonly quantity: number }[];
  beforeAll(async () => {
    [owner, manager] = await Promise.all([restaurant.staff('owner'), restaurant.staff('manager')]);
    outletId = await outletOf(restaurant, 'IND');
    dosas = [{ itemId: (await restaurant.menu())('Masala dosa'), quantity: 2 }];
  });

  const cartOf = (couponCode: string) => ({ fulfilment: 'TAKEAWAY', outletId, lines: dosas, couponCode });
  const order = (who: Person, couponCode: string): Promise<Reply> => who.post('/orders', cartOf(couponCode));
  const settled = async (who: Person, reply: Reply): Promise<OrderView> =>
    restaurant.settled(who, reply.data(orderView).id);
  const refusal = (reply: Reply) => [reply.status, reply.code, reply.at('error.details')];

  it('for a welcome is used once by each customer', async () => {
    const [asha, bela] = [await restaurant.customer(), await restaurant.customer()];
    const quote = await restaurant.quote(asha, cartOf('welcome10'));
    // 240.00 less 10 %: 216.00, GST 5 %: 10.80
    expect(quote).toMatchObject({ discount: 2_400, total: 22_680, coupon: { code: 'WELCOME10', amount: 2_400 } });
    const first = await settled(asha, await order(asha, 'WELCOME10'));
    expect(first).toMatchObject({ status: 'AWAITING_PAYMENT', total: 22_680, coupon: { code: 'WELCOME10' } });
    const again = await order(asha, 'WELCOME10');
    expect(refusal(again)).toEqual([409, 'COUPON_REFUSED', [{ code: 'WELCOME10', reason: 'ALREADY_USED' }]]);
    const hers = await settled(bela, await order(bela, 'WELCOME10'));
    expect(hers.total).toBe(22_680);
    expect((await restaurant.pay(asha, first.id)).status).toBe(200);
    await restaurant.reached(asha, first.id, 'CONFIRMED');
    await everythingAgrees(manager, [first.billId, hers.billId]);
  });

  it('of a cancelled order can be used again, as if it had not been', async () => {
    const customer = await restaurant.customer();
    const first = await settled(customer, await order(customer, 'WELCOME10'));
    expect((await order(customer, 'WELCOME10')).status).toBe(409);
    expect((await customer.patch(`/orders/${first.id}/cancel`, {})).status).toBe(200);
    const second = await eventually('the use came back', async () => {
      const reply = await order(customer, 'WELCOME10');
      return reply.status < 300 && settled(customer, reply);
    });
    expect(second).toMatchObject({ status: 'AWAITING_PAYMENT', discount: 2_400 });
    await everythingAgrees(manager, [first.billId, second.billId]);
  });

  it('for one use is used once by fifty at the same moment; the others hold nothing', async () => {
    const coupon = await couponOf(owner, { gives: { amount: 5_000 }, limits: { total: 1 } });
    const customer = await restaurant.customer();
    await onceOrderKnows(customer, cartOf(coupon.code));
    const before = await heldStock();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => answerOnceReady(customer, '/orders', cartOf(coupon.code))),
    );
    const late = await Promise.all(
      replies.filter(({ status }) => status === 202).map((reply) => settled(customer, reply)),
    );
    const early = replies.filter(({ status }) => status === 201).map((reply) => reply.data(orderView));
    const refused = replies
      .filter(({ status }) => status >= 400)
      .map(({ status, code }) => `${status} ${String(code)}`);
    const ends = late.map(({ status, rejection }) => rejection?.code ?? status);
    expect(tally([...early.map(({ status }) => status), ...ends, ...refused].map(withoutStatus))).toEqual({
      AWAITING_PAYMENT: 1,
      COUPON_REFUSED: 49,
    });
    const winner = [...early, ...late].find(({ status }) => status === 'AWAITING_PAYMENT');
    await everythingAgrees(manager, winner ? [winner.billId] : []);
    expect(changes(before, await heldStock())).toEqual({ 'dosa-batter': 300, potato: 240 });
    expect(await usesOf(owner, coupon)).toEqual({ uses: 1, given: 5_000 });

    expect((await customer.patch(`/orders/${winner?.id}/cancel`, {})).status).toBe(200);
    await eventually('the use came back', async () => (await usesOf(owner, coupon)).uses === 0);
    await everythingAgrees(manager, winner ? [winner.billId] : []);
    expect(changes(before, await heldStock())).toEqual({});
  });

  it('that nobody knows is refused before anything is written', async () => {
    const customer = await restaurant.customer();
    const stock = await stockOf(outletId);
    const unknown = [409, 'COUPON_REFUSED', [{ code: 'NO-SUCH-CODE', reason: 'UNKNOWN' }]];
    expect(refusal(await order(customer, 'no-such-code'))).toEqual(unknown);
    expect(refusal(await customer.post('/orders/quote', cartOf('NO-SUCH-CODE')))).toEqual(unknown);
    expect((await customer.get('/orders')).at('data')).toEqual([]);
    expect(changes(stock, await stockOf(outletId))).toEqual({});
  });

  /** What orders hold at the outlet, by sku. */
  async function heldStock(): Promise<Record<string, number>> {
    const rows = await behind<{ sku: string; held: number }>(
      system,
      'inventory',
      'select sku, held from stock_item where outlet_id = $1',
      [outletId],
    );
    return Object.fromEntries(rows.map(({ sku, held }) => [sku, held]));
  }
});

/** At once or later, a coupon is refused with the same code. */
const withoutStatus = (end: string) => end.replace('409 ', '');

function tally(ends: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}
