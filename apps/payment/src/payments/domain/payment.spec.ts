import { Aggregate, DomainError, newId } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStates, paymentMoves } from './payment-moves.js';
import { Payment } from './payment.js';
import type { ReportedPayment, ReportedRefund } from '../../provider/domain/provider-report.js';

const now = new Date('2026-11-20T12:00:00Z');

function asked(amount = 10_000): Payment {
  const ids = { id: newId(), outletId: newId(), billId: newId(), orderIds: [newId()] };
  const payment = Payment.ask(
    { ...ids, customerId: null, tableSessionId: null, businessDate: '2026-11-20', amount, keyId: 'rzp_test_x' },
    now,
  );
  payment.begun('order_1');
  return payment;
}

function seen(status: ReportedPayment['status'], changed: Partial<ReportedPayment> = {}): ReportedPayment {
  const fixed = { currency: 'INR', method: 'upi', failure: null };
  return { id: 'pay_1', orderId: 'order_1', status, amount: 10_000, ...fixed, ...changed };
}

const refundSeen = (status: ReportedRefund['status'], changed: Partial<ReportedRefund> = {}): ReportedRefund => ({
  ...{ id: 'rfnd_1', paymentId: 'pay_1', amount: 4_000, status, receipt: null },
  ...changed,
});

const factsOf = (payment: Payment) => Aggregate.factsOf(payment).map(({ definition }) => definition.type);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('A payment', () => {
  it('is created, authorised and captured, and tells each once under its bill', () => {
    const payment = asked();
    expect(payment.hear(seen('created'), now)).toBe('nothing');
    expect(payment.hear(seen('authorized'), now)).toBe('authorised');
    expect(payment.hear(seen('authorized'), now)).toBe('authorised');
    expect(payment.hear(seen('captured'), now)).toBe('captured');
    expect(payment.hear(seen('captured'), now)).toBe('nothing');
    expect(factsOf(payment)).toEqual(['payment.created.v1', 'payment.captured.v1']);
    expect(Aggregate.factsOf(payment).map(({ key }) => key)).toEqual([payment.billId, payment.billId]);
  });

  it('is booked once its money has arrived: nothing said about that money later means anything', () => {
    const states = ['created', 'authorized', 'captured', 'refunded', 'failed'] as const;
    for (const refunded of [0, 4_000, 10_000]) {
      const payment = asked();
      expect(payment.isBooked('pay_1')).toBe(false);
      payment.hear(seen('captured'), now);
      if (refunded > 0) payment.hearRefund(refundSeen('processed', { amount: refunded }), newId, now);
      expect([payment.isBooked('pay_1'), payment.isBooked('pay_2')]).toEqual([true, false]);
      const facts = factsOf(payment);
      for (const status of states)
        for (const amount of [10_000, 9_000]) expect(payment.hear(seen(status, { amount }), now)).toBe('nothing');
      expect(factsOf(payment)).toEqual(facts);
    }
  });

  it('is not booked while it is quarantined', () => {
    const payment = asked();
    payment.hear(seen('authorized', { amount: 9_000 }), now);
    expect([payment.status, payment.isBooked('pay_1')]).toEqual(['QUARANTINED', false]);
  });

  it('keeps the first order the provider made for it', () => {
    const payment = asked();
    payment.begun('order_2');
    expect(payment.providerOrderId).toBe('order_1');
    expect(factsOf(payment)).toEqual(['payment.created.v1']);
  });

  it('may fail, fail again by another attempt, and be captured after all', () => {
    const payment = asked();
    expect(payment.hear(seen('failed', { failure: 'declined' }), now)).toBe('failed');
    expect(payment.reason).toBe('declined');
    expect(payment.hear(seen('failed'), now)).toBe('nothing');
    expect(payment.hear(seen('failed', { id: 'pay_2' }), now)).toBe('failed');
    expect(payment.reason).toBe('The payment was not completed.');
    expect(payment.hear(seen('captured'), now)).toBe('captured');
    expect([payment.reason, payment.providerPaymentId]).toEqual([null, 'pay_1']);
  });

  it('is not failed by another attempt than the authorised one', () => {
    const payment = asked();
    payment.hear(seen('authorized'), now);
    expect(payment.hear(seen('failed', { id: 'pay_2' }), now)).toBe('nothing');
    expect(payment.hear(seen('authorized', { id: 'pay_2' }), now)).toBe('nothing');
    expect(payment.hear(seen('failed'), now)).toBe('failed');
  });

  it('goes into quarantine with another amount or currency, with the money that arrived, if any', () => {
    const foreign = asked();
    expect(foreign.hear(seen('captured', { currency: 'USD' }), now)).toBe('quarantined');
    const payment = asked();
    expect(payment.hear(seen('authorized', { amount: 9_999 }), now)).toBe('quarantined');
    expect([payment.status, payment.captured]).toEqual(['QUARANTINED', 0]);
    expect(payment.hear(seen('authorized', { amount: 9_999 }), now)).toBe('nothing');
    expect(payment.hear(seen('captured', { amount: 9_999 }), now)).toBe('quarantined');
    expect([payment.captured, payment.refundable]).toEqual([9_999, 9_999]);
    expect(payment.hear(seen('captured', { amount: 9_999 }), now)).toBe('nothing');
    expect(factsOf(payment)).toEqual(['payment.created.v1', 'payment.quarantined.v1']);
  });

  it('leaves other money to a payment of its own', () => {
    const payment = asked();
    payment.hear(seen('captured'), now);
    expect(payment.hear(seen('authorized', { id: 'pay_2' }), now)).toBe('nothing');
    expect(payment.hear(seen('captured', { id: 'pay_2' }), now)).toBe('another');
    const second = Payment.second(newId(), payment, seen('refunded', { id: 'pay_2', amount: 700 }), now);
    expect(second).toMatchObject({ status: 'CAPTURED', captured: 700, secondOf: payment.id, billId: payment.billId });
  });

  it('never leaves the table of its moves, never loses money and never refunds more than arrived, whatever it is told', () => {
    const payments = fc.record({
      kind: fc.constant('payment' as const),
      report: fc.record({
        id: fc.constantFrom('pay_1', 'pay_2'),
        orderId: fc.constant('order_1'),
        status: fc.constantFrom('created', 'authorized', 'captured', 'refunded', 'failed' as const),
        amount: fc.constantFrom(10_000, 9_000),
        currency: fc.constant('INR'),
        method: fc.constant('upi'),
        failure: fc.constant(null),
      }),
    });
    const refunds = fc.record({
      kind: fc.constant('refund' as const),
      report: fc.record({
        id: fc.constantFrom('rfnd_1', 'rfnd_2'),
        paymentId: fc.constant('pay_1'),
        amount: fc.constantFrom(4_000, 5_000),
        status: fc.constantFrom('pending', 'processed', 'failed' as const),
        receipt: fc.constant(null),
      }),
    });
    const told = fc.array(fc.oneof(payments, refunds), { maxLength: 30 });
    fc.assert(
      fc.property(told, (all) => {
        const payment = asked();
        for (const one of all) {
          const [before, money] = [payment.status, payment.captured];
          if (one.kind === 'payment') payment.hear(one.report, now);
          else
            expect(['REFUND_EXCEEDS_CAPTURED', undefined]).toContain(
              codeOf(() => payment.hearRefund(one.report, newId, now)),
            );
          expect([before, ...paymentMoves[before]]).toContain(payment.status);
          expect(payment.captured).toBeGreaterThanOrEqual(money);
          expect(payment.refunded).toBeGreaterThanOrEqual(0);
          expect(payment.refunded).toBeLessThanOrEqual(payment.captured);
          if (!openStates.includes(before)) expect(openStates).not.toContain(payment.status);
        }
        const captures = factsOf(payment).filter((type) => type === 'payment.captured.v1');
        expect(captures.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('A refund', () => {
  const captured = () => {
    const payment = asked();
    payment.hear(seen('captured'), now);
    return payment;
  };
  const request = (amount?: number, id: string = newId()) => ({ id, amount, reason: 'cold', by: newId() });

  it('takes all that is left unless told otherwise, and the same id is the same refund', () => {
    const payment = captured();
    const refund = payment.requestRefund(request(4_000), now);
    expect(payment.requestRefund(request(1, refund.id), now)).toBe(refund);
    expect(payment.requestRefund(request(), now).amount).toBe(6_000);
    expect(payment.refundable).toBe(0);
  });

  it('is refused without money, above what arrived and above what is left', () => {
    expect(codeOf(() => asked().requestRefund(request(), now))).toBe('PAYMENT_STATE_CONFLICT');
    const payment = captured();
    expect(codeOf(() => payment.requestRefund(request(10_001), now))).toBe('OUT_OF_RANGE');
    payment.requestRefund(request(9_000), now);
    expect(codeOf(() => payment.requestRefund(request(1_001), now))).toBe('REFUND_EXCEEDS_CAPTURED');
  });

  it('is pending, processed, and comes back at most once; the state stays', () => {
    const payment = captured();
    const { id } = payment.requestRefund(request(10_000), now);
    const report = (status: ReportedRefund['status']) =>
      payment.hearRefund(refundSeen(status, { receipt: id, amount: 10_000 }), newId, now).heard;
    expect(report('pending')).toBe('pending');
    expect(report('pending')).toBe('nothing');
    expect(report('processed')).toBe('processed');
    expect(report('processed')).toBe('nothing');
    expect([payment.status, payment.refunded]).toEqual(['REFUNDED', 10_000]);
    expect(report('failed')).toBe('returned');
    expect(report('failed')).toBe('nothing');
    expect(report('processed')).toBe('nothing');
    expect([payment.status, payment.refunded, payment.refundable]).toEqual(['REFUNDED', 0, 10_000]);
  });

  it('frees what it held back when the provider refuses it, and only then', () => {
    const payment = captured();
    const { id } = payment.requestRefund(request(10_000), now);
    payment.refundRefused(newId(), now);
    expect(payment.refundable).toBe(0);
    payment.refundRefused(id, now);
    expect([payment.refundable, payment.checkAt]).toEqual([10_000, null]);
  });

  it('is refused when more would have gone back than ever arrived', () => {
    const payment = captured();
    payment.hearRefund(refundSeen('processed', { amount: 9_000 }), newId, now);
    const above = refundSeen('processed', { id: 'rfnd_2', amount: 1_001 });
    expect(codeOf(() => payment.hearRefund(above, newId, now))).toBe('REFUND_EXCEEDS_CAPTURED');
    expect([payment.refunded, payment.refunds.length]).toEqual([9_000, 1]);
  });

  it('that was made at the provider is taken in too, but not before the money', () => {
    expect(asked().hearRefund(refundSeen('processed'), newId, now)).toEqual({ heard: 'early' });
    const payment = captured();
    expect(payment.hearRefund(refundSeen('processed'), newId, now).refund).toMatchObject({ requestedBy: 'provider' });
    expect(payment.status).toBe('PARTIALLY_REFUNDED');
  });
});
