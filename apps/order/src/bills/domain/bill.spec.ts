import { randomUUID } from 'node:crypto';
import {
  BillPresented,
  BillRefundDue,
  BillRefunded,
  BillSettled,
  BillState,
  type DataOf,
  type EventDefinition,
} from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { billMother, costing, moneyOf, Numbers, orderOf, tableBill, termsMother } from '../../../test/bill.mother.js';
import type { Bill } from './bill.js';

const factsOf = <Definition extends EventDefinition>(bill: Bill, { type, schema }: Definition) =>
  Aggregate.factsOf(bill)
    .filter(({ definition }) => definition.type === type)
    .map(({ data }) => schema.parse(data) as DataOf<Definition>);

const stored = (bill: Bill) => new Numbers().give(bill);

function settledBill(...paise: number[]): Bill {
  const bill = billMother();
  for (const one of paise) bill.add(costing(one));
  bill.take(moneyOf(bill.due));
  stored(bill);
  return bill;
}

describe('a bill', () => {
  it('asks for the lines of its orders with their tax, rounded to the rupee once', () => {
    const bill = billMother();
    bill.add(orderOf([{ unitPrice: 12_010 }, { unitPrice: 9_999, quantity: 2, rateBasisPoints: 1_800 }]));
    bill.add(orderOf([{ unitPrice: 5_000, discount: 1_000 }]));
    expect(bill).toMatchObject({ subtotal: 37_008, discount: 1_000, taxable: 36_008 });
    expect(bill.taxes).toEqual([
      { component: 'CGST', rateBasisPoints: 250, taxable: 16_010, amount: 400 },
      { component: 'CGST', rateBasisPoints: 900, taxable: 19_998, amount: 1_800 },
      { component: 'SGST', rateBasisPoints: 250, taxable: 16_010, amount: 400 },
      { component: 'SGST', rateBasisPoints: 900, taxable: 19_998, amount: 1_800 },
    ]);
    expect(bill).toMatchObject({ tax: 4_400, roundOff: -8, total: 40_400, due: 40_400 });
  });

  it('judges the rules about whole bills on all its orders together, and spreads what they give', () => {
    const rule = {
      ...{ id: randomUUID(), name: 'Feast', kind: 'VOLUME' as const, scope: 'BILL' as const, priority: 1 },
      ...{ stacking: 'STACKABLE' as const, cap: null, minSubtotal: 30_000, validFrom: null, validTo: null },
      ...{ outletIds: null, fulfilments: null, active: true, subject: { on: 'ORDER' as const }, quantity: 1 },
      gives: { amount: 1_000 },
    };
    const bill = tableBill(termsMother({ rules: [rule] }));
    bill.add(orderOf([{ unitPrice: 20_000 }]));
    expect(bill).toMatchObject({ discount: 0, appliedRules: [] });
    const second = orderOf([{ unitPrice: 10_000 }]);
    bill.add(second);
    expect(bill).toMatchObject({ discount: 1_000, appliedRules: [{ name: 'Feast', amount: 1_000 }], total: 30_500 });
    expect(bill.lines.map(({ discount }) => discount)).toEqual([667, 333]);
    bill.drop(second.id, 'ORDER_CANCELLED');
    expect(bill).toMatchObject({ discount: 0, appliedRules: [], total: 21_000 });
  });

  it('carries what was given free at its price, and takes it off whole', () => {
    const bill = tableBill();
    bill.add(orderOf([{ unitPrice: 12_000 }, { unitPrice: 8_000, status: 'COMPED' }]));
    expect(bill).toMatchObject({ subtotal: 20_000, discount: 8_000, taxable: 12_000, total: 12_600 });
    bill.add(orderOf([{ unitPrice: 5_000, status: 'VOIDED' }]));
    expect(bill.subtotal).toBe(20_000);
  });

  it('takes a service charge only when it is agreed to, taxed, and gives it up again', () => {
    const bill = tableBill();
    bill.add(orderOf([{ unitPrice: 20_000 }]));
    bill.agreeTo({ basisPoints: 500, taxRateBasisPoints: 500 });
    expect(bill.charges).toMatchObject([{ code: 'SERVICE', amount: 1_000, tax: 50 }]);
    expect(bill.total).toBe(22_100);
    bill.agreeTo(null);
    expect(bill).toMatchObject({ charges: [], total: 21_000 });
  });

  it('tells its state once per saving, however often it changed', () => {
    const bill = billMother();
    const order = costing(10_000);
    for (let time = 0; time < 2; time++) bill.add(order);
    bill.take(moneyOf(4_000));
    stored(bill);
    expect(factsOf(bill, BillState)).toMatchObject([{ total: 10_000, paid: 4_000, due: 6_000, status: 'OPEN' }]);
    expect(bill.paymentStatusOf(order.id)).toBe('PARTLY_PAID');
    bill.seal();
    expect(factsOf(bill, BillState)).toHaveLength(1);
    for (let time = 0; time < 2; time++) bill.drop(order.id, 'ORDER_EXPIRED');
    expect(bill).toMatchObject({ total: 0, due: 0, status: 'VOID' });
    expect(factsOf(bill, BillRefundDue)).toHaveLength(1);
  });

  it('of a takeaway is settled as soon as it is paid, and at once when it asks for nothing', () => {
    expect(settledBill(10_000)).toMatchObject({ status: 'SETTLED', invoiceNumber: 'IND/I26/1', due: 0 });
    const bill = settledBill(0);
    expect(bill).toMatchObject({ status: 'SETTLED', total: 0 });
    expect(() => bill.add(costing(100))).toThrow('takes no more orders');
  });

  it('of a table is settled when it is paid and was presented', () => {
    const bill = tableBill();
    bill.add(costing(10_000));
    bill.present();
    expect(bill.status).toBe('PRESENTED');
    bill.add(costing(5_000));
    expect(bill).toMatchObject({ status: 'OPEN', due: 15_000 });
    bill.take(moneyOf(15_000));
    expect(bill).toMatchObject({ status: 'OPEN', due: 0 });
    bill.present();
    expect(bill).toMatchObject({ status: 'SETTLED', prints: 2 });
    expect(factsOf(bill, BillPresented).map(({ prints, due }) => [prints, due])).toEqual([
      [1, 10_000],
      [2, 0],
    ]);
    stored(bill);
    bill.present();
    expect(bill).toMatchObject({ status: 'SETTLED', prints: 3 });
    expect(factsOf(bill, BillSettled)).toMatchObject([{ total: 15_000, paid: 15_000, invoiceNumber: 'IND/I26/1' }]);
  });

  it('of a table is settled when the people leave, if it is paid', () => {
    const [paid, unpaid, empty] = [tableBill(), tableBill(), tableBill()];
    for (const bill of [paid, unpaid]) bill.add(costing(10_000));
    paid.take(moneyOf(10_000));
    for (const bill of [paid, unpaid, empty]) bill.leave();
    expect([paid, unpaid, empty].map(({ status }) => status)).toEqual(['SETTLED', 'OPEN', 'OPEN']);
  });

  it('takes tips beside the total, and none for what nobody owes', () => {
    const bill = billMother();
    bill.add(costing(10_000));
    bill.take(moneyOf(11_000, { tip: 1_000 }));
    expect(bill).toMatchObject({ status: 'SETTLED', paid: 11_000, tips: 1_000, due: 0 });
    bill.take(moneyOf(11_000, { tip: 1_000 }));
    expect(bill.tips).toBe(1_000);
    expect(factsOf(bill, BillRefundDue)).toMatchObject([{ amount: 11_000, reason: 'OVERPAID' }]);
    bill.take(moneyOf(500, { tip: 500 }));
    expect(bill).toMatchObject({ tips: 1_500, due: 0 });
  });

  it('takes an order back that had expired, and is not settled with it before it is certain', () => {
    const bill = billMother();
    const order = costing(10_000);
    bill.add(order);
    bill.drop(order.id, 'ORDER_EXPIRED');
    expect(bill.status).toBe('VOID');
    bill.readopt(order);
    bill.take(moneyOf(10_000, { orderIds: [order.id] }));
    expect(bill).toMatchObject({ status: 'OPEN', due: 0 });
    expect(factsOf(bill, BillRefundDue)).toEqual([]);
    bill.add(order);
    expect(bill.status).toBe('SETTLED');
    expect(bill.takesBack).toBe(false);
  });

  it('gives the money back when the order it took back comes to nothing again', () => {
    const bill = billMother();
    const order = costing(10_000);
    bill.add(order);
    bill.drop(order.id, 'ORDER_EXPIRED');
    bill.readopt(order);
    bill.take(moneyOf(10_000, { orderIds: [order.id] }));
    bill.drop(order.id, 'ORDER_REJECTED');
    expect(bill).toMatchObject({ status: 'VOID', total: 0, due: 0 });
    expect(factsOf(bill, BillRefundDue)).toMatchObject([{ amount: 10_000, reason: 'ORDER_REJECTED' }]);
  });

  it('asks the newest money back first', () => {
    const bill = tableBill();
    bill.add(costing(10_000));
    for (const one of [moneyOf(10_000), moneyOf(3_000)]) bill.take(one);
    expect(bill.payments.map(({ askedBack }) => askedBack)).toEqual([0, 3_000]);
    bill.drop(bill.orders[0]?.orderId ?? '', 'ORDER_CANCELLED');
    expect(bill.payments.map(({ askedBack }) => askedBack)).toEqual([10_000, 3_000]);
  });

  it('says of an ended order how what is given back for it stands', () => {
    const bill = tableBill();
    const [order, other] = [costing(10_000), costing(5_000)];
    bill.add(order);
    bill.add(other);
    const paid = moneyOf(10_000, { orderIds: [order.id] });
    bill.take(paid);
    bill.drop(order.id, 'ORDER_CANCELLED');
    expect(bill.paymentStatusOf(order.id)).toBe('PAID');
    bill.giveBack(paid.paymentId, 5_000);
    bill.giveBack(randomUUID(), 5_000);
    expect(bill.paymentStatusOf(order.id)).toBe('REFUNDED');
    bill.drop(other.id, 'ORDER_CANCELLED');
    expect(bill.paymentStatusOf(other.id)).toBe('UNPAID');
  });

  it('owes again what payment gave back unasked before it was settled', () => {
    const bill = tableBill();
    bill.add(costing(10_000));
    const paid = moneyOf(10_000);
    bill.take(paid);
    bill.giveBack(paid.paymentId, 4_000);
    expect(bill).toMatchObject({ due: 4_000, paid: 6_000, refunded: 4_000 });
  });
});

describe('a settled bill', () => {
  const by = { refundId: randomUUID(), reason: 'cold', by: 'staff:1' };

  it('keeps its total: an order called off later is taken back by a credit note, its tip with the last of them', () => {
    const bill = billMother();
    const order = orderOf([{ unitPrice: 12_010 }]);
    bill.add(order);
    bill.take(moneyOf(bill.due + 500, { tip: 500, orderIds: [order.id] }));
    stored(bill);
    const { total } = bill;
    bill.drop(order.id, 'ORDER_CANCELLED', 'customer:1');
    stored(bill);
    expect(bill).toMatchObject({ status: 'SETTLED', total, credited: total, due: 0, tips: 0 });
    expect(bill.refunds).toMatchObject([{ amount: total, creditNoteNumber: 'IND/C26/1', roundOff: bill.roundOff }]);
    expect(factsOf(bill, BillRefundDue)).toMatchObject([
      { amount: total + 500, reason: 'ORDER_CANCELLED', refundId: bill.refunds[0]?.refundId },
    ]);
    expect(factsOf(bill, BillRefunded)).toMatchObject([{ amount: total, by: 'customer:1' }]);
  });

  it('gives lines back with their tax and their share of the charges, the last ones with all that is left', () => {
    const bill = tableBill();
    bill.add(orderOf([{ unitPrice: 10_000 }, { unitPrice: 30_000 }]));
    bill.agreeTo({ basisPoints: 500, taxRateBasisPoints: 500 });
    bill.present();
    bill.take(moneyOf(bill.due));
    stored(bill);
    const [first, second] = bill.lines;
    bill.refund({ lineIds: new Set([first?.lineId ?? '']) }, by);
    stored(bill);
    expect(bill.refunds[0]).toMatchObject({ amount: 10_500 + 525, roundOff: 0 });
    bill.refund({ lineIds: new Set([second?.lineId ?? '']) }, { ...by, refundId: randomUUID() });
    expect(bill).toMatchObject({ credited: bill.total, due: 0 });
    expect(() => bill.refund({ lineIds: new Set([first?.lineId ?? '']) }, by)).toThrow('REFUND_EXCEEDS_BILL');
  });

  it('refuses to give back more than the bill, and more than is left of it', () => {
    const bill = settledBill(10_000);
    expect(() => bill.refund({ amount: 10_001 }, by)).toThrow('OUT_OF_RANGE');
    bill.refund({ amount: 6_000 }, by);
    expect(() => bill.refund({ amount: 4_001 }, { ...by, refundId: randomUUID() })).toThrow('REFUND_EXCEEDS_BILL');
    bill.refund({ amount: 4_000 }, { ...by, refundId: randomUUID() });
    expect(bill.paymentStatusOf(bill.orders[0]?.orderId ?? '')).toBe('REFUNDED');
  });

  it('writes a credit note for what payment gave back unasked', () => {
    const bill = settledBill(10_000);
    bill.giveBack(bill.payments[0]?.paymentId ?? '', 2_500, { reason: 'sorry' });
    stored(bill);
    expect(bill).toMatchObject({ credited: 2_500, due: 0, refunded: 2_500 });
    expect(bill.refunds).toMatchObject([{ amount: 2_500, reason: 'sorry', tenders: [{ amount: 2_500 }] }]);
    expect(factsOf(bill, BillRefundDue)).toEqual([]);
  });

  it('spreads a refund over its tenders, the newest first', () => {
    const bill = tableBill();
    bill.add(costing(30_000));
    bill.present();
    for (const tender of ['CASH', 'RAZORPAY', 'UPI_STATIC']) bill.take(moneyOf(10_000, { tender }));
    bill.refund({ amount: 15_000 }, by);
    expect(bill.refunds[0]?.tenders.map(({ tender, amount }) => [tender, amount])).toEqual([
      ['RAZORPAY', 5_000],
      ['UPI_STATIC', 10_000],
    ]);
  });

  it('refuses every change', () => {
    const bill = settledBill(10_000);
    const changes = [
      () => bill.change(costing(1)),
      () => bill.agreeTo(null),
      () => bill.makeOutTo(null),
      () => bill.split('EQUALLY', []),
    ];
    for (const change of changes) expect(change).toThrow('BILL_CLOSED');
  });
});
