import { rows } from './facts.ts';
import type { Read } from './invariants.ts';
import type { ProviderPayment, ProviderRefund } from './outside.ts';

interface Payment {
  readonly id: string;
  readonly provider: string;
  readonly captured: number;
  readonly refunded: number;
  readonly status: string;
}

/** What Razorpay's books say and what ours say is the same money. */
export const providerInvariants = {
  async 'Razorpay captured and gave back what the ledger and the bills say'(read: Read) {
    const books = new Map((await read<ProviderPayment>('razorpay', 'payments')).map((one) => [one.id, one]));
    const keys = await keysOf(read);
    const ours = await read<Payment>(
      'payment',
      `select p.id, p.provider_payment_id as provider, p.captured::float8 as captured, p.refunded::float8 as refunded, p.status
       from payment p where p.provider_payment_id is not null and p.tender = 'RAZORPAY' and p.key_id in (select key_id from provider_account)`,
    );
    const known = new Set(ours.map(({ provider }) => provider));
    const faults = rows(ours, ({ provider, captured, refunded, status }) => {
      const money = books.get(provider);
      if (captured === 0) return money === undefined || money.status !== 'captured' || status === 'QUARANTINED';
      return money !== undefined && money.amount === captured && money.refunded === refunded;
    });
    // Whose webhook never came: payment looks at it by itself when its time comes
    const looked = await read<{ order: string }>(
      'payment',
      `select provider_order_id as order from payment where check_at > now() and provider_order_id is not null`,
    );
    const awaited = new Set(looked.map(({ order }) => order));
    const unknown = [...books.values()].filter(
      ({ id, status, keyId, orderId, refunded, amount }) =>
        status === 'captured' && refunded < amount && keys.has(keyId) && !known.has(id) && !awaited.has(orderId),
    );
    return [
      ...faults,
      ...unknown.map(({ id, amount }) => `Razorpay has ${amount} of ${id}, payment knows nothing of it`),
    ];
  },

  async 'each refund of ours is one refund at Razorpay'(read: Read) {
    const books = (await read<ProviderRefund>('razorpay', 'refunds')).filter(({ status }) => status !== 'failed');
    const times = Map.groupBy(books, ({ receipt }) => receipt);
    const ours = await read<{ refund: string; amount: number; provider: string | null }>(
      'payment',
      `select one ->> 'id' as refund, (one ->> 'amount')::float8 as amount, one ->> 'providerRefundId' as provider
       from payment, jsonb_array_elements(refunds) one
       where tender = 'RAZORPAY' and one ->> 'status' = 'PROCESSED' and one ->> 'requestedBy' <> 'provider'
         and key_id in (select key_id from provider_account)`,
    );
    return rows(ours, ({ refund, amount, provider }) => {
      const made = times.get(refund) ?? [];
      return made.length === 1 && made[0]?.amount === amount && made[0].id === provider;
    });
  },
};

async function keysOf(read: Read): Promise<ReadonlySet<string>> {
  return new Set(
    (await read<{ key: string }>('payment', 'select key_id as key from provider_account')).map(({ key }) => key),
  );
}
