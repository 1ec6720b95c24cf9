import { randomBytes, randomUUID } from 'node:crypto';

/** A message as it goes to the broker. */
export interface Message {
  readonly key: string | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** One kind of bad message, put into a topic that a service listens to. */
export interface Kind {
  readonly name: string;
  readonly topic: 'discount' | 'payment' | 'inventory' | 'discount.rule.state';
  readonly consumer: 'order' | 'notification';
  /** Under which it must be a dead letter. */
  readonly reason: 'MALFORMED' | 'SCHEMA' | 'TENANT_MISMATCH' | 'BODY_CHANGED' | 'REFUSED' | 'FAILED';
  /** What becomes of the next fact of its key: kept behind it, handled all the same, or there is none with that key. */
  readonly next: 'parked' | 'handled' | 'none';
  /** Sent before it, and handled. */
  readonly before?: Message;
  readonly bad: Message;
}

/** A fact that its listener can handle and that changes nothing of anybody's. */
export function good(tenantId: string, subject: string, type: 'discount.released.v1' | 'stock.low.v1'): Message {
  const [orderId, outletId] = [randomUUID(), randomUUID()];
  const level = { stockItemId: subject, outletId, name: 'Nothing', unit: 'piece', onHand: 1, held: 0, reorderLevel: 1 };
  const value = JSON.stringify(type === 'stock.low.v1' ? level : { orderId, outletId });
  return { key: `${tenantId}:${subject}`, value, headers: headersOf(tenantId, subject, type) };
}

function headersOf(tenant: string, subject: string, type: string): Record<string, string> {
  const time = new Date().toISOString();
  return {
    ...{ ce_specversion: '1.0', ce_id: randomUUID(), ce_type: type, ce_source: 'nobody', ce_time: time },
    ...{ ce_subject: subject, 'content-type': 'application/json', tenant, version: '1', correlation: randomUUID() },
  };
}

/**
 * All kinds. `next` facts of a kind have its key. The tenant is nobody's, which by itself is no fault: the business may be on its way to the
 * service, and what stands beside the bad ones is handled.
 */
export function kindsOf(tenantId: string): Kind[] {
  const kinds: Kind[] = [];
  type Change = (message: Message) => Message;
  const add = (name: string, reason: Kind['reason'], change: Change, more: Partial<Kind> = {}): void => {
    const { consumer = 'order', topic = 'discount' } = more;
    const type = consumer === 'notification' ? 'stock.low.v1' : 'discount.released.v1';
    const message = good(tenantId, randomUUID(), type);
    kinds.push({ name, topic, consumer, reason, next: 'parked', bad: change(message), ...more });
  };
  const value = (to: Message['value']) => (message: Message) => ({ ...message, value: to });
  const headers = (to: Record<string, string>) => (message: Message) => ({
    ...message,
    headers: { ...message.headers, ...to },
  });
  const without = (name: string) => (message: Message) => ({
    ...message,
    headers: Object.fromEntries(Object.entries(message.headers).filter(([one]) => one !== name)),
  });

  add('random bytes', 'MALFORMED', value(randomBytes(500)));
  add('broken UTF-8 inside JSON', 'MALFORMED', value(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])));
  add('JSON that breaks off', 'MALFORMED', value('{"orderId":"0190'));
  add('no bytes at all', 'MALFORMED', value(''));
  add('a tombstone', 'MALFORMED', value(null));
  add('JSON of another schema', 'SCHEMA', value('{"orderId":7,"outletId":"here"}'));
  add('a list instead of an object', 'SCHEMA', value('[1,2,3]'));
  add('a hundred thousand brackets', 'SCHEMA', value('['.repeat(100_000) + ']'.repeat(100_000)));
  add('half a megabyte of another schema', 'SCHEMA', value(JSON.stringify({ filling: 'x'.repeat(500_000) })));
  add('no headers', 'MALFORMED', (message) => ({ ...message, headers: {} }));
  add('no tenant', 'MALFORMED', without('tenant'));
  add('a tenant that is no id', 'MALFORMED', headers({ tenant: "' or 1=1" }));
  add('a tenant other than that of its key', 'TENANT_MISMATCH', headers({ tenant: randomUUID() }));
  add('a key without tenant', 'TENANT_MISMATCH', (message) => ({ ...message, key: randomUUID() }), { next: 'none' });
  add('no key', 'TENANT_MISMATCH', (message) => ({ ...message, key: null }), { next: 'none' });
  add('a negative version', 'MALFORMED', headers({ version: '-1' }));
  add('a version beyond all numbers', 'MALFORMED', headers({ version: '9'.repeat(30) }));
  add('an event id that is none', 'MALFORMED', headers({ ce_id: 'first' }));
  add('a time that never was', 'MALFORMED', headers({ ce_time: '2026-02-30T25:00:00Z' }));
  add('an envelope of another version', 'MALFORMED', headers({ ce_specversion: '0.3' }));
  add('no correlation', 'MALFORMED', without('correlation'));

  add('what a rule refuses: an order nobody knows', 'REFUSED', (message) => ({
    ...message,
    headers: { ...message.headers, ce_type: 'discount.redeemed.v1' },
    value: JSON.stringify({
      ...{ orderId: randomUUID(), outletId: randomUUID(), rules: [], amount: 100 },
      coupon: { couponId: randomUUID(), code: 'NOBODY', amount: 100 },
    }),
  }));
  kinds.push(nulKind(tenantId));
  add('the same of somebody who does not park', 'FAILED', nulName, {
    ...{ topic: 'inventory', consumer: 'notification', next: 'handled' },
  });
  const first = good(tenantId, randomUUID(), 'discount.released.v1');
  const other = JSON.stringify({ orderId: randomUUID(), outletId: randomUUID() });
  add('a known id with another body', 'BODY_CHANGED', () => ({ ...first, value: other }), { before: first });
  const ruleId = randomUUID();
  const state = { rule: { id: ruleId, name: '' }, removed: 'perhaps' };
  add(
    'a state of another schema',
    'SCHEMA',
    () => ({
      key: `${tenantId}:${ruleId}`,
      headers: headersOf(tenantId, ruleId, 'discount.rule.state.v1'),
      value: JSON.stringify(state),
    }),
    { topic: 'discount.rule.state', next: 'none' },
  );
  return kinds;
}

/** PostgreSQL keeps no NUL in jsonb, and no schema forbids one: every try fails. */
function nulName(message: Message): Message {
  const level = JSON.parse(String(message.value)) as Record<string, unknown>;
  return { ...message, value: JSON.stringify({ ...level, name: 'No\u0000thing' }) };
}

function nulKind(tenantId: string): Kind {
  const subject = randomUUID();
  const value = JSON.stringify({
    ...{ paymentId: subject, outletId: randomUUID(), businessDate: '2026-01-01', billId: randomUUID() },
    ...{ orderIds: [randomUUID()], tender: 'RAZORPAY', amount: 100, currency: 'INR', customerId: null },
    ...{ providerOrderId: 'order_\u0000', providerPaymentId: null },
  });
  const bad = { key: `${tenantId}:${subject}`, value, headers: headersOf(tenantId, subject, 'payment.created.v1') };
  const name = 'what a handler has no answer to: a NUL in a text';
  return { name, topic: 'payment', consumer: 'order', reason: 'FAILED', next: 'parked', bad };
}
