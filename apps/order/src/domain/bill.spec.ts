import { randomUUID } from 'node:crypto';
import { BillRefundDue, BillState } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bill } from './bill.js';

const amount = fc.integer({ min: 0, max: 1_000_000 });
/** At least a rupee: less may round to nothing, which is settled at once. */
const price = fc.integer({ min: 100, max: 1_000_000 });

function newBill(): Bill {
  return Bill.open({
    id: randomUUID(),
    outletId: randomUUID(),
    businessDate: '2026-11-21',
    customerId: null,
    tableSessionId: null,
  });
}

const orderOf = (total: number) => ({ id: randomUUID(), orderNumber: `IND-${total}`, total });
const money = (paise: number, orderIds: string[] = []) => ({
  paymentId: randomUUID(),
  tender: 'RAZORPAY',
  orderIds,
  amount: paise,
});
const factsOf = (bill: Bill, type: string) =>
  Aggregate.factsOf(bill).filter(({ definition }) => definition.type === type);

describe('a bill', () => {
  it('asks for the sum of its orders, rounded to the rupee once', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 12 }), (totals) => {
        const bill = newBill();
        totals.forEach((total) => bill.add(orderOf(total)));
        const sum = totals.reduce((one, other) => one + other, 0);
        expect(bill.subtotal).toBe(sum);
        expect(bill.total % 100).toBe(0);
        expect(bill.total).toBe(sum + bill.roundOff);
        expect(bill.roundOff).toBeGreaterThan(-50);
        expect(bill.roundOff).toBeLessThanOrEqual(50);
        expect(bill.due).toBe(bill.total);
      }),
    );
  });

  it('keeps its books straight whatever happens to it', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add'), value: amount }),
      fc.record({ kind: fc.constant('drop'), value: fc.nat({ max: 5 }) }),
      fc.record({ kind: fc.constant('take'), value: amount }),
      fc.record({ kind: fc.constant('give'), value: fc.nat({ max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const bill = newBill();
        for (const { kind, value } of steps) {
          if (kind === 'add' && !bill.isClosed) bill.add(orderOf(value));
          if (kind === 'drop') bill.drop(bill.orders[value]?.orderId ?? '', 'ORDER_CANCELLED');
          if (kind === 'take') bill.take(money(value));
          const payment = bill.payments[value];
          if (kind === 'give' && payment) bill.giveBack(payment.paymentId, payment.askedBack - payment.refunded);
        }
        const captured = bill.payments.reduce((sum, payment) => sum + payment.amount, 0);
        const askedBack = bill.payments.reduce((sum, payment) => sum + payment.askedBack, 0);
        const told = factsOf(bill, BillRefundDue.type).map(({ data }) => BillRefundDue.schema.parse(data).amount);
        expect(bill.paid + bill.refunded).toBe(captured);
        expect(told.reduce((sum, one) => sum + one, 0)).toBe(askedBack);
        expect(captured - askedBack).toBeLessThanOrEqual(bill.total);
        if (bill.status !== 'SETTLED') expect(bill.due).toBe(Math.max(0, bill.total - (captured - askedBack)));
        for (const payment of bill.payments) expect(payment.refunded).toBeLessThanOrEqual(payment.amount);
      }),
    );
  });

  it('takes an order, a payment and a dropping once', () => {
    const bill = newBill();
    const order = orderOf(10_000);
    const paid = money(4_000);
    for (let time = 0; time < 2; time++) bill.add(order);
    for (let time = 0; time < 2; time++) bill.take(paid);
    expect(bill).toMatchObject({ total: 10_000, paid: 4_000, due: 6_000, status: 'OPEN' });
    expect(bill.paymentStatusOf(order.id)).toBe('PARTLY_PAID');
    for (let time = 0; time < 2; time++) bill.drop(order.id, 'ORDER_EXPIRED');
    expect(bill).toMatchObject({ total: 0, due: 0, status: 'VOID' });
    expect(factsOf(bill, BillRefundDue.type)).toHaveLength(1);
    expect(factsOf(bill, BillState.type)).toHaveLength(3);
  });

  it('is settled at once when it asks for nothing', () => {
    const bill = newBill();
    bill.add(orderOf(0));
    expect(bill.status).toBe('SETTLED');
    expect(() => bill.add(orderOf(100))).toThrow('takes no more orders');
  });

  it('asks the newest money back first', () => {
    const bill = newBill();
    bill.add(orderOf(10_000));
    const [one, other] = [money(10_000), money(3_000)];
    bill.take(one);
    bill.take(other);
    expect(bill.payments.map(({ askedBack }) => askedBack)).toEqual([0, 3_000]);
    bill.drop(bill.orders[0]?.orderId ?? '', 'ORDER_CANCELLED');
    expect(bill.payments.map(({ askedBack }) => askedBack)).toEqual([10_000, 3_000]);
  });

  it('says of an ended order how the payments made for it stand', () => {
    const bill = newBill();
    const [order, other] = [orderOf(10_000), orderOf(5_000)];
    bill.add(order);
    bill.add(other);
    const paid = money(10_000, [order.id]);
    bill.take(paid);
    bill.drop(order.id, 'ORDER_CANCELLED');
    expect(bill.paymentStatusOf(order.id)).toBe('PAID');
    bill.giveBack(paid.paymentId, 5_000);
    bill.giveBack(randomUUID(), 5_000);
    expect(bill.paymentStatusOf(order.id)).toBe('REFUNDED');
    bill.drop(other.id, 'ORDER_CANCELLED');
    expect(bill.paymentStatusOf(other.id)).toBe('UNPAID');
  });
});
