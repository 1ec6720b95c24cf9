import type { Answer, Person } from '../../tools/field/people.ts';
import type { Share, Till } from './till.ts';
import { recordWish } from './wishes.ts';

/** Who pays a share: a phone at Razorpay, two phones at once, the counter, the counter asked twice at once, a phone and the counter. */
export const waysToPay = ['phone', 'two phones', 'counter', 'counter twice', 'phone and counter'] as const;
export type WayToPay = (typeof waysToPay)[number];

/** How often the same share is paid at the same moment, and by whom. */
const callers: Readonly<Record<WayToPay, { readonly phones: number; readonly counters: number }>> = {
  phone: { phones: 1, counters: 0 },
  'two phones': { phones: 2, counters: 0 },
  counter: { phones: 0, counters: 1 },
  'counter twice': { phones: 0, counters: 2 },
  'phone and counter': { phones: 1, counters: 1 },
};

export interface ShareToPay extends Share {
  readonly billId: string;
}

/** What was not as it must be, a line each. */
export async function payShare(
  till: Till,
  { billId, shareId }: ShareToPay,
  way: WayToPay,
  phones: readonly Person[],
): Promise<string[]> {
  const { phones: phonesOnIt, counters } = callers[way];
  const begun = await Promise.all(
    phones.slice(0, phonesOnIt).map(async (phone) => ({ phone, ...(await till.begin({ billId, shareId }, phone)) })),
  );
  const wrong = new Set(begun.map(({ paymentId }) => paymentId)).size > 1 ? ['two payments of one share'] : [];
  const [verified, recorded] = await Promise.all([
    Promise.all(
      begun.map(async ({ phone, paymentId, razorpayOrderId }) => {
        // The second phone's money is a second payment of the same order at Razorpay, which it does not give back by itself here
        const paid = await till.restaurant.checkout(razorpayOrderId, { autoRefund: false });
        return till.verify(paymentId, paid, phone);
      }),
    ),
    Promise.all(Array.from({ length: counters }, () => record(till, billId, shareId))),
  ]);
  const said = ({ status, code }: Answer) => `${way}: ${status} ${code ?? ''}`.trim();
  wrong.push(...verified.filter(({ status }) => status !== 200).map(said));
  const taken = recorded.filter(({ status }) => status === 201).length;
  const strange = recorded.filter(({ status, code }) => status !== 201 && code !== 'PAYMENT_STATE_CONFLICT');
  wrong.push(...strange.map(said));
  if (taken > 1 || (phonesOnIt === 0 && taken !== 1)) wrong.push(`${way}: the counter took it ${taken} times`);
  return wrong;
}

function record(till: Till, billId: string, shareId: string): Promise<Answer> {
  const { path, body, key } = recordWish(billId);
  return till.decided(till.manager, 'POST', path, { ...body, shareId }, key);
}
