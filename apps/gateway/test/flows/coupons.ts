import { couponAnswer, type CouponAnswer } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import type { Person } from './restaurant.js';

/** A new coupon on the whole order, unlike any other; `more` says what it gives and how often. */
export async function couponOf(owner: Person, more: Record<string, unknown>): Promise<CouponAnswer> {
  const code = `C-${newId().replaceAll('-', '').slice(8, 32).toUpperCase()}`;
  const written = { code, name: 'A coupon', subject: { on: 'ORDER' }, ...more };
  return (await owner.post('/discounts/coupons', written)).data(couponAnswer);
}

/** Waits until order prices a cart with its coupon. */
export async function onceOrderKnows(who: Person, cart: object): Promise<void> {
  await eventually('order has heard of the coupon', async () => {
    const quote = await who.post('/orders/quote', { fulfilment: 'TAKEAWAY', ...cart });
    return quote.status === 200;
  });
}

/** How often a coupon is used now, and what it gave. */
export async function usesOf(owner: Person, { id }: CouponAnswer): Promise<Pick<CouponAnswer, 'uses' | 'given'>> {
  const { uses, given } = (await owner.get(`/discounts/coupons/${id}`)).data(couponAnswer);
  return { uses, given };
}
