import { inSome, one, type Plant } from './plant.ts';

/** Faults in bills, documents, payments, drawers and the ledger. */
export const plantsInBooks = {
  'a bill is its lines less discounts, with charges, tax and round-off': [
    { service: 'order', sql: inSome('bill', 'total = total + 1, credited = 0', `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('bill', 'discount = discount + 1, total = total - 1', `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('bill', 'tax = tax + 1, round_off = round_off - 1', 'tax > 0') },
    { service: 'order', sql: inSome('bill', 'subtotal = subtotal + 100, round_off = round_off - 100', 'tax > 0') },
    { service: 'order', sql: inSome('bill', `charges = '[{"amount": 100, "tax": 5, "total": 105}]'`, 'tax > 0') },
  ],
  'a bill asks for what its orders came to': [
    { service: 'order', sql: inSome('orders', 'total = total + 1', `status = 'COMPLETED'`) },
    { service: 'order', sql: inSome('orders', `bill_id = gen_random_uuid()`, `status = 'COMPLETED'`) },
    { service: 'order', sql: inSome('bill', `orders = jsonb_set(orders, '{0,owed}', 'false')`, `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('bill', `orders = orders #- '{0,lines,0}'`, `status = 'SETTLED'`) },
  ],
  'what is kept and what is due are the total, less credits, with tips': [
    { service: 'order', sql: inSome('bill', 'due = due + 1') },
    { service: 'order', sql: inSome('bill', 'tips = tips + 1', 'tips > 0') },
    { service: 'order', sql: inSome('bill', 'credited = credited - 1', 'credited > 0') },
    {
      service: 'order',
      sql: inSome(
        'bill',
        `payments = jsonb_set(payments, '{0,askedBack}', '1')`,
        `status = 'SETTLED' and credited = 0 and paid > 0`,
      ),
    },
  ],
  'shares sum to the total, and what is paid of them to what is kept': [
    { service: 'order', sql: inSome('bill', `shares = shares - 0`, `jsonb_array_length(shares) > 1`) },
    {
      service: 'order',
      sql: inSome(
        'bill',
        `shares = jsonb_set(shares, '{0,paid}', '1')`,
        `jsonb_array_length(shares) > 1 and credited = 0`,
      ),
    },
  ],
  'what was taken back of a bill is what its credit notes say': [
    { service: 'order', sql: one('tax_document', `series = 'C'`) },
    { service: 'order', sql: inSome('bill', `refunds = '[]'`, 'credited > 0') },
    { service: 'order', sql: inSome('bill', `credited = credited + 1`, 'credited > 0 and credited < total') },
    { service: 'order', sql: inSome('bill', `refunds = jsonb_set(refunds, '{0,tenders}', '[]')`, 'credited > 0') },
  ],
  'a settled bill has its invoice, and no other has one': [
    { service: 'order', sql: one('tax_document', 'refund_id is null') },
    { service: 'order', sql: inSome('bill', `status = 'PRESENTED'`, `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('bill', `invoice_number = invoice_number || '1'`, `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('tax_document', `body = jsonb_set(body, '{total}', '1')`, 'refund_id is null') },
  ],
  'documents are numbered 1 to n in each series, and no number is there twice': [
    { service: 'order', sql: `delete from tax_document where (series, sequence) = ('I', 1)` },
    { service: 'order', sql: one('tax_document', 'sequence = (select max(sequence) from tax_document)') },
    { service: 'order', sql: `update tax_document_counter set last = last + 1` },
    {
      service: 'order',
      sql: inSome(
        'tax_document',
        `number = (select number from tax_document where (series, sequence) = ('I', 1) limit 1)`,
        'sequence > 1',
      ),
    },
  ],
  'the ledger says of each payment what is left of it, and of its tip': [
    { service: 'payment', sql: inSome('payment', 'tip = tip + 1', 'tip > 0') },
    { service: 'payment', sql: inSome('payment', 'refunded = refunded - 1', 'refunded > 0') },
    {
      service: 'payment',
      sql: `update ledger_posting set account = 'unapplied-receipts' where account = 'cash-drawer'`,
    },
  ],
  'payment knows each bill as it is': [
    { service: 'payment', sql: inSome('bill', 'due = due + 1') },
    { service: 'payment', sql: one('bill', 'true') },
    { service: 'payment', sql: inSome('bill', `shares = '[]'`, 'jsonb_array_length(shares) > 0') },
  ],
  'money goes back that was asked back': [
    { service: 'payment', sql: inSome('payment', `refunds = '[]'`, 'refunded > 0') },
    {
      service: 'order',
      sql: inSome('bill', `payments = jsonb_set(payments, '{0,askedBack}', '1')`, 'jsonb_array_length(payments) > 0'),
    },
  ],
  'drawers hold their float and what moved': [
    { service: 'payment', sql: inSome('drawer', 'cash_in = cash_in + 1') },
    { service: 'payment', sql: inSome('drawer', 'opening_float = opening_float + 1') },
    { service: 'payment', sql: one('drawer_movement', `kind = 'SALE'`) },
    { service: 'payment', sql: one('drawer_movement', `kind = 'REFUND'`) },
    {
      service: 'payment',
      sql: inSome('drawer_movement', 'payment_id = gen_random_uuid()', `kind = 'SALE'`),
    },
  ],
  'the ledger says of each outlet what its drawers hold and what was missing': [
    { service: 'payment', sql: inSome('drawer', 'counted = counted + 1', `status = 'CLOSED'`) },
    { service: 'payment', sql: one('ledger_posting', `account = 'cash-over-short'`) },
    { service: 'payment', sql: one('ledger_posting', `account = 'cash-drawer' and amount > 0`) },
  ],
} satisfies Readonly<Record<string, readonly Plant[]>>;
