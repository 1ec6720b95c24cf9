import { randomUUID } from 'node:crypto';
import type { Field } from '../../tools/field/fire.ts';
import type { Answer } from '../../tools/field/people.ts';
import { until } from '../../tools/field/until.ts';
import { RazorpayDesk } from './razorpay-desk.ts';
import { RowHold } from './row-hold.ts';
import type { Till } from './till.ts';

/** Long enough for us to take the rows that payment needs when Razorpay has answered. */
const razorpayThinksMs = 2_500;

export interface KilledRefund {
  readonly paymentId: string;
  readonly providerPaymentId: string;
}

/**
 * Payment is killed when Razorpay has made the refunds and answered, and payment waits to write that down: its rows are held. That nothing
 * of it is written is looked at before the kill. Answers with the calls to be made again, which end when the leases of the dead ones do.
 */
export async function killAfterRazorpayAnswered(
  { system, random, check }: Field,
  till: Till,
  payments: readonly KilledRefund[],
): Promise<(() => Promise<Answer>)[]> {
  const desk = new RazorpayDesk(system);
  const ids = payments.map(({ paymentId }) => paymentId);
  const refunds = payments.map(({ paymentId }) => ({
    path: `/payments/${paymentId}/refund`,
    body: { amount: 1_000 + random.int(1_000), reason: 'Payment dies of it' },
    key: randomUUID(),
  }));
  // After an earlier kill the gateway passes nothing on for a moment; each refund is asked for once here
  await till.must('GET', `/payments/${ids[0] ?? ''}`);
  await desk.slowRefunds(payments.length, razorpayThinksMs);
  const cut = refunds.map(({ path, body, key }) => till.manager.post(path, body, key).catch(() => undefined));
  const open = async () => {
    const rows = await system.behind<{ id: string }>(
      'payment',
      `select id from payment, jsonb_array_elements(refunds) one where id = any($1) and one ->> 'status' = 'REQUESTED'`,
      [ids],
    );
    return rows.map(({ id }) => id);
  };
  const hold = await RowHold.of(system, 'payment', 'select 1');
  try {
    const held = new Set<string>();
    await until(
      'the refunds are decided',
      20,
      async () => {
        const decided = (await open()).filter((id) => !held.has(id));
        if (decided.length > 0) await hold.more('select 1 from payment where id = any($1) for update', [decided]);
        for (const id of decided) held.add(id);
        return held.size === ids.length;
      },
      5,
    );
    await hold.isFeltBy(ids.length);
    const there = await Promise.all(payments.map(({ providerPaymentId }) => desk.refundsOf(providerPaymentId)));
    check(
      'Razorpay has made the refunds and we have written none when payment is killed',
      (await open()).length === ids.length && there.every((made) => made.length === 1),
    );
    await system.services.payment.kill();
  } finally {
    await hold.release();
  }
  await Promise.all(cut);
  await system.services.payment.start();
  return refunds.map(({ path, body, key }) => {
    return () => till.decided(till.manager, 'POST', path, body, key);
  });
}
