import { sideBySide } from '../../tools/field/open-loop.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { RazorpayDesk } from './razorpay-desk.ts';

export interface RefundTruth {
  /** Payments of which more went back than came, by our rows or by Razorpay's books. */
  readonly above: number;
  /** Refunds in our rows that are done, in Razorpay's books, and in the ledger. */
  readonly ours: number;
  readonly there: number;
  readonly booked: number;
  /** Refunds of ours that the books there do not have exactly once with the same amount, and of theirs that we do not know. */
  readonly unmatched: number;
  /** Refunds that are not done. */
  readonly open: number;
  /** What went back, in paise, by our rows, the books there, the ledger and the bills. */
  readonly amounts: Readonly<Record<'ours' | 'there' | 'ledger' | 'bills', number>>;
}

interface RefundedPayment {
  readonly id: string;
  readonly there: string;
  readonly captured: number;
  readonly refunded: number;
  readonly refunds: readonly { readonly id: string; readonly amount: number; readonly status: string }[];
  readonly booked: number;
  readonly ledger: number;
}

/** What our databases and Razorpay's books say about the refunds of these payments. */
export async function refundTruth(system: FieldSystem, paymentIds: readonly string[]): Promise<RefundTruth> {
  const payments = await system.behind<RefundedPayment>(
    'payment',
    `select p.id, p.provider_payment_id as there, p.captured::int, p.refunded::int, p.refunds, booked.*
     from payment p, lateral (
       select count(distinct e.id)::int as booked, coalesce(-sum(l.amount) filter (where l.account = 'gateway-receivable'), 0)::int as ledger
       from ledger_entry e join ledger_posting l on l.tenant_id = e.tenant_id and l.entry_id = e.id
       where e.payment_id = p.id and e.kind = 'REFUND') booked
     where p.id = any($1)`,
    [paymentIds],
  );
  const [bills] = await system.behind<{ refunded: number }>(
    'order',
    `select coalesce(sum((p ->> 'refunded')::bigint), 0)::int as refunded from bill, jsonb_array_elements(payments) p
     where p ->> 'paymentId' = any($1)`,
    [paymentIds],
  );
  const desk = new RazorpayDesk(system);
  const books = await sideBySide(payments, 16, ({ there }) => desk.refundsOf(there));
  let [above, unmatched] = [0, 0];
  payments.forEach(({ captured, refunded, refunds }, index) => {
    const there = (books[index] ?? []).filter(({ status }) => status !== 'failed');
    if (refunded > captured || sum(there) > captured) above++;
    const mine = refunds.filter(({ status }) => status !== 'FAILED');
    const once = mine.filter(({ id, amount }) => {
      const same = there.filter(({ receipt }) => receipt === id);
      return same.length === 1 && same[0]?.amount === amount;
    });
    unmatched += mine.length - once.length + (there.length - once.length);
  });
  const all = payments.flatMap(({ refunds }) => refunds);
  return {
    ...{ above, unmatched },
    ours: all.filter(({ status }) => status === 'PROCESSED').length,
    there: books.flat().filter(({ status }) => status === 'processed').length,
    booked: payments.reduce((total, { booked }) => total + booked, 0),
    open: all.filter(({ status }) => status === 'REQUESTED' || status === 'PENDING').length,
    amounts: {
      ours: payments.reduce((total, { refunded }) => total + refunded, 0),
      there: sum(books.flat()),
      ledger: payments.reduce((total, { ledger }) => total + ledger, 0),
      bills: bills?.refunded ?? 0,
    },
  };
}

function sum(refunds: readonly { readonly amount: number }[]): number {
  return refunds.reduce((total, { amount }) => total + amount, 0);
}
