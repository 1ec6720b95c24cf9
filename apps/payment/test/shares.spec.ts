import { BillRefundDue, paymentView, razorpayOrderView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually, type Reply } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sharesMother, type OwedBill } from './bill.mother.js';
import { RunningPayment, type Business } from './running-payment.js';

describe('A split bill is paid share by share', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
    await running.drawer(business);
  });
  afterEach(() => running.calm());
  afterAll(() => running.close());

  /** What has arrived for a bill and is not on its way back, without tips. */
  async function keptOf({ id }: OwedBill): Promise<number> {
    const [row] = await running.it.query<{ kept: string | null }>(
      'select sum(captured - refunded - tip) as kept from payment where bill_id = $1 and captured = amount',
      [id],
    );
    return Number(row?.kept ?? 0);
  }

  const outcome = ({ status, code }: Reply) => `${status}${code === undefined ? '' : ` ${String(code)}`}`;

  it('each for its own amount, with the share told to the order service', async () => {
    const tableSessionId = newId();
    const shares = sharesMother(6_000, 4_000);
    const bill = await running.bill(business, { total: 10_000, shares, tableSessionId });
    const [first, second] = shares.map(({ shareId }) => shareId);
    const guest = await running.token(business.tenant, ['GUEST'], { tableSessionId });
    const begun = (await running.begin({ customer: guest }, { billId: bill.id, shareId: first, tip: 300 })).data(
      razorpayOrderView,
    );
    expect(begun.amount).toBe(6_300);
    const paid = await running.pay(begun.razorpayOrderId);
    const verified = await running.verify({ ...business, customer: guest }, begun.paymentId, paid);
    expect(verified.data(paymentView)).toMatchObject({ status: 'CAPTURED', shareId: first, amount: 6_300, tip: 300 });
    const told = await running.heard.heard(
      'the capture',
      ({ headers }) => headers.ce_type === 'payment.captured.v1' && headers.ce_subject === begun.paymentId,
    );
    expect(JSON.parse(String(told.value))).toMatchObject({ shareId: first, amount: 6_300, tip: 300, billId: bill.id });
    const again = await running.cash(business, { billId: bill.id, shareId: first, tendered: 10_000 });
    expect(outcome(again)).toBe('409 PAYMENT_STATE_CONFLICT');
    const above = await running.cash(business, { billId: bill.id, shareId: second, amount: 4_001, tendered: 10_000 });
    expect(outcome(above)).toBe('409 PAYMENT_EXCEEDS_DUE');
    const cash = await running.cash(business, { billId: bill.id, shareId: second, tendered: 5_000 });
    expect(cash.data(paymentView)).toMatchObject({ shareId: second, amount: 4_000, change: 1_000 });
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('gives two equal shares, two equal parts and two tips payments of their own, and the same wish the same payment', async () => {
    const tableSessionId = newId();
    const shares = sharesMother(5_000, 5_000);
    const bill = await running.bill(business, { total: 10_000, shares, tableSessionId });
    const guests = await Promise.all(
      [1, 2].map(() => running.token(business.tenant, ['GUEST'], { id: newId(), tableSessionId })),
    );
    const idOf = async (customer: string | undefined, body: Record<string, unknown>) =>
      (await running.begin({ customer: String(customer) }, { billId: bill.id, ...body })).data(razorpayOrderView)
        .paymentId;
    const [one, two] = guests;
    const ofShares = [
      await idOf(one, { shareId: shares[0]?.shareId }),
      await idOf(two, { shareId: shares[1]?.shareId }),
      await idOf(two, { shareId: shares[1]?.shareId, tip: 500 }),
      await idOf(one, { amount: 5_000 }),
      await idOf(two, { amount: 5_000 }),
      await idOf(two, {}),
    ];
    expect(new Set(ofShares).size).toBe(6);
    expect(await idOf(two, { shareId: shares[0]?.shareId })).toBe(ofShares[0]);
    expect(await idOf(two, { amount: 5_000 })).toBe(ofShares[4]);
    expect(await idOf(one, {})).toBe(ofShares[5]);
  });

  it('by 20 guests at once: each share once, not a paisa too much', async () => {
    const shares = sharesMother(...Array.from({ length: 20 }, (_, index) => 1_000 + index));
    const total = shares.reduce((sum, { amount }) => sum + amount, 0);
    const bill = await running.bill(business, { total, shares });
    const tenders = ['CASH', 'CARD_TERMINAL', 'UPI_STATIC', 'COD'];
    const replies = await Promise.all(
      shares.flatMap(({ shareId }, index) => {
        const body = { billId: bill.id, shareId, method: tenders[index % 4], reference: `slip ${index}` };
        // Everybody is impatient and pays twice
        return [running.record(business, body), running.record(business, body)];
      }),
    );
    const outcomes = replies.map(outcome);
    expect(outcomes.filter((one) => one === '201')).toHaveLength(20);
    expect(outcomes.filter((one) => one === '409 PAYMENT_STATE_CONFLICT')).toHaveLength(20);
    expect(await keptOf(bill)).toBe(total);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('by 20 guests at once who each want to pay all, or a part that does not fit: never more than is due', async () => {
    const bill = await running.bill(business, { total: 10_000, shares: sharesMother(7_000, 3_000) });
    const wishes = [{}, { amount: 3_500 }, { shareId: bill.shares?.[0]?.shareId }, { amount: 9_999 }];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        running.record(business, { billId: bill.id, method: 'COD', tip: 50, ...wishes[index % wishes.length] }),
      ),
    );
    for (const one of replies.map(outcome))
      expect(['201', '409 PAYMENT_EXCEEDS_DUE', '409 PAYMENT_STATE_CONFLICT']).toContain(one);
    expect(await keptOf(bill)).toBeLessThanOrEqual(10_000);
    await running.record(business, { billId: bill.id, method: 'COD' });
    expect(await keptOf(bill)).toBe(10_000);
    const tipped = replies.filter(({ status }) => status === 201).length;
    const [row] = await running.it.query<{ tips: string }>('select sum(tip) as tips from payment where bill_id = $1', [
      bill.id,
    ]);
    expect(Number(row?.tips)).toBe(tipped * 50);
  });

  it('by Razorpay and cash at once: whoever comes after the money hears 409, and late money goes back when the bill says so', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const [share] = sharesMother(2_500);
        const bill = await running.bill(business, { total: 2_500, shares: share ? [share] : [] });
        const wish = { billId: bill.id, shareId: share?.shareId };
        const begun = (await running.begin(business, wish)).data(razorpayOrderView);
        return { bill, wish, begun, paid: await running.pay(begun.razorpayOrderId, { outcome: 'authorized' }) };
      }),
    );
    for (const { bill, wish, begun, paid } of rounds) {
      const [verified, cash] = await Promise.all([
        running.verify(business, begun.paymentId, paid),
        running.cash(business, { ...wish, tendered: 2_500 }),
      ]);
      // Money that is at Razorpay is never refused: it has left the customer
      expect(outcome(verified)).toBe('200');
      expect(['201', '409 PAYMENT_STATE_CONFLICT']).toContain(outcome(cash));
      expect(outcome(await running.begin(business, wish))).toBe('409 PAYMENT_STATE_CONFLICT');
      expect(outcome(await running.cash(business, { ...wish, tendered: 2_500 }))).toBe('409 PAYMENT_STATE_CONFLICT');
      if (cash.status === 201) {
        const { id: billId, outletId, orderId } = bill;
        const due = { billId, orderIds: [orderId], outletId, paymentId: begun.paymentId, amount: 2_500 };
        await running.tell(BillRefundDue, business.tenant.id, billId, { ...due, reason: 'OVERPAID' });
        await running.becomes(begun.paymentId, 'REFUNDED');
      }
      expect(await keptOf(bill)).toBe(2_500);
    }
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('by Razorpay first: cash for the same share is refused', async () => {
    const shares = sharesMother(2_500, 2_500);
    const bill = await running.bill(business, { total: 5_000, shares });
    const wish = { billId: bill.id, shareId: shares[0]?.shareId };
    const begun = (await running.begin(business, wish)).data(razorpayOrderView);
    await running.verify(business, begun.paymentId, await running.pay(begun.razorpayOrderId));
    expect(outcome(await running.cash(business, { ...wish, tendered: 2_500 }))).toBe('409 PAYMENT_STATE_CONFLICT');
    const both = await running.cash(business, { billId: bill.id, amount: 5_000, tendered: 5_000 });
    expect(outcome(both)).toBe('409 PAYMENT_EXCEEDS_DUE');
    expect((await running.cash(business, { billId: bill.id, tendered: 2_500 })).at('data.amount')).toBe(2_500);
  });

  it('waits for a bill that was split a moment ago', async () => {
    const bill = await running.bill(business, { total: 2_500 });
    const shares = sharesMother(1_000, 1_500);
    const paying = running.record(business, { billId: bill.id, shareId: shares[1]?.shareId, method: 'COD' });
    await running.tellBill(business, { ...bill, version: 2, shares });
    expect((await paying).at('data.amount')).toBe(1_500);
    const unknown = await running.record(business, { billId: bill.id, shareId: newId(), method: 'COD' });
    expect(outcome(unknown)).toBe('503 NOT_YET_AVAILABLE');
  });

  it('goes on with what the bill says after it has changed', async () => {
    const shares = sharesMother(1_000, 1_500);
    const bill = await running.bill(business, { total: 2_500, shares });
    await running.record(business, { billId: bill.id, shareId: shares[0]?.shareId, method: 'COD' });
    const rest = sharesMother(2_000);
    const known = (shares[0] && [{ ...shares[0], paid: 1_000 }]) || [];
    await running.tellBill(business, {
      ...{ ...bill, version: 2, total: 3_000, paid: 1_000, due: 2_000 },
      shares: [...known, ...rest],
    });
    await eventually('the new share can be paid', async () => {
      const reply = await running.record(business, { billId: bill.id, shareId: rest[0]?.shareId, method: 'COD' });
      return reply.status === 201 && reply.at('data.amount') === 2_000;
    });
    expect(outcome(await running.record(business, { billId: bill.id, method: 'COD' }))).toBe(
      '409 PAYMENT_STATE_CONFLICT',
    );
  });
});
