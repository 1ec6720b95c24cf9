import type { Field } from '../../tools/field/fire.ts';
import { sideBySide } from '../../tools/field/open-loop.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { billRefundWish, refundWish } from './wishes.ts';
import type { Till } from './till.ts';

export interface PaidBill {
  readonly billId: string;
  readonly paymentId: string;
  readonly amount: number;
}

/**
 * A part of each bill is taken back while the same money is given back out of its payment, each time more than half of it: the order service
 * decides about the one, payment about the other. Answers how many of both were accepted; amounts in paise.
 */
export async function crossRefunds(
  { random }: Field,
  till: Till,
  bills: readonly PaidBill[],
  rounds: number,
): Promise<{ accepted: number; refused: number; strange: number }> {
  const seen = { accepted: 0, refused: 0, strange: 0 };
  await sideBySide(bills, 8, async ({ billId, paymentId, amount }) => {
    for (let round = 0; round < rounds; round++) {
      const part = Math.floor((amount * random.between(20, 60)) / 100);
      const wishes = random.shuffle([
        { ...billRefundWish(billId), body: { amount: part, reason: 'Taken off the bill' } },
        { ...refundWish(paymentId), body: { amount: part, reason: 'Given out of the payment' } },
      ]);
      const answers = await Promise.all(
        wishes.map(({ path, body, key }) => till.decided(till.manager, 'POST', path, body, key)),
      );
      for (const { status } of answers) {
        if (status === 201 || status === 202) seen.accepted++;
        else if (status === 409 || status === 422) seen.refused++;
        else seen.strange++;
      }
    }
  });
  return seen;
}

/** What credit notes of these bills come to, and what they say goes back, in paise. */
export async function creditedOn(system: FieldSystem, bills: readonly PaidBill[]): Promise<number> {
  const [row] = await system.behind<{ credited: number }>(
    'order',
    `select coalesce(sum((body ->> 'total')::bigint), 0)::int as credited from tax_document
     where refund_id is not null and bill_id = any($1)`,
    [bills.map(({ billId }) => billId)],
  );
  return row?.credited ?? 0;
}
