import { rows } from './facts.ts';
import type { Read } from './invariants.ts';

/** What a jsonb list of objects sums to at one of their fields. */
const sumOf = (list: string, field: string) =>
  `coalesce((select sum((one ->> '${field}')::bigint) from jsonb_array_elements(${list}) one), 0)`;

/** Lines that a bill asks for; of a settled one, those of its invoice. */
const billedLines = `
  lateral (select line from jsonb_array_elements(bill.orders) entry, jsonb_array_elements(entry -> 'lines') line
           where (entry ->> 'owed')::boolean or coalesce((entry ->> 'isInvoiced')::boolean, false)) billed`;

/** Bills are what was ordered, and documents what was billed. */
export const billInvariants = {
  async 'a bill is its lines less discounts, with charges, tax and round-off'(read: Read) {
    const bills = await read<object>(
      'order',
      `select id, status, subtotal::int, discount::int, tax::int, round_off::int, total::int, charged::int, lines::int
       from (
         select bill.*, ${sumOf('charges', 'amount')} as charged, ${sumOf('charges', 'tax')} as tax_of_charges,
           ${sumOf('taxes', 'amount')} as tax_by_component,
           coalesce((terms ->> 'pricesIncludeTax')::boolean, false) as is_inclusive, priced.*
         from bill, lateral (
           select count(*) as lines, coalesce(sum((line ->> 'gross')::bigint), 0) as gross,
             coalesce(sum((line ->> 'discount')::bigint), 0) as off, coalesce(sum((line ->> 'tax')::bigint), 0) as tax_of_lines,
             coalesce(sum((line ->> 'total')::bigint), 0) as to_pay
           from ${billedLines}) priced) as looked_at
       where subtotal <> gross or discount <> off or tax <> tax_of_lines + tax_of_charges or tax <> tax_by_component
         or total <> subtotal - discount + charged + (case when is_inclusive then 0 else tax end) + round_off
         or total <> to_pay + ${sumOf('charges', 'total')} + round_off or abs(round_off) > 50`,
    );
    return rows(bills, () => false);
  },

  async 'a bill asks for what its orders came to'(read: Read) {
    const orders = await read<object>(
      'order',
      `select o.id, o.status, o.total::int, lined.total::int as of_lines, billed.owed, billed.lines as billed, lined.lines as ordered
       from orders o
       cross join lateral (
         select coalesce(sum((line ->> 'total')::bigint), 0) as total,
           array_agg(line ->> 'lineId' order by line ->> 'lineId') as lines
         from jsonb_array_elements(o.lines) line where line ->> 'status' <> 'VOIDED') lined
       left join lateral (
         select (entry ->> 'owed')::boolean as owed,
           (select array_agg(line ->> 'lineId' order by line ->> 'lineId') from jsonb_array_elements(entry -> 'lines') line) as lines
         from bill, jsonb_array_elements(bill.orders) entry
         where bill.id = o.bill_id and entry ->> 'orderId' = o.id::text) billed on true
       where (o.status <> 'CANCELLED' and o.total <> lined.total)
         or coalesce(billed.owed, false) <> (o.status not in ('PLACED', 'REJECTED', 'EXPIRED', 'CANCELLED'))
         or (billed.owed and billed.lines is distinct from lined.lines)`,
    );
    return rows(orders, () => false);
  },

  async 'what is kept and what is due are the total, less credits, with tips'(read: Read) {
    const bills = await read<object>(
      'order',
      `select id, status, total::int, due::int, tips::int, credited::int, payments from bill
       where ${sumOf('payments', 'amount')} - ${sumOf('payments', 'askedBack')} + due <> total - credited + tips
         or paid <> ${sumOf('payments', 'amount')} - ${sumOf('payments', 'refunded')}
         or refunded <> ${sumOf('payments', 'refunded')} or tips <> ${sumOf('payments', 'tip')}`,
    );
    return rows(bills, () => false);
  },

  async 'shares sum to the total, and what is paid of them to what is kept'(read: Read) {
    const bills = await read<object>(
      'order',
      `select id, status, total::int, shares, payments from bill
       where jsonb_array_length(shares) > 0 and (${sumOf('shares', 'amount')} <> total
         or (credited = 0 and ${sumOf('shares', 'paid')} <> ${sumOf('payments', 'amount')} - ${sumOf('payments', 'askedBack')} - tips)
         or exists (select 1 from jsonb_array_elements(shares) one where (one ->> 'paid')::bigint > (one ->> 'amount')::bigint))`,
    );
    return rows(bills, () => false);
  },

  async 'what was taken back of a bill is what its credit notes say'(read: Read) {
    const refunds = await read<object>(
      'order',
      `select bill.id, bill.credited::int, refund ->> 'refundId' as refund, refund ->> 'amount' as amount, note.number,
         note.body ->> 'total' as noted
       from bill left join lateral jsonb_array_elements(bill.refunds) refund on true
       full join (select * from tax_document where series = 'C') note
         on note.tenant_id = bill.tenant_id and note.bill_id = bill.id and note.refund_id::text = refund ->> 'refundId'
       where (refund is null) <> (note.id is null) or note.number is distinct from refund ->> 'creditNoteNumber'
         or note.body ->> 'total' is distinct from refund ->> 'amount'
         or bill.credited <> ${sumOf('bill.refunds', 'amount')}
         or ${sumOf(`refund -> 'tenders'`, 'amount')} <> coalesce((refund ->> 'amount')::bigint, 0)`,
    );
    return rows(refunds, () => false);
  },

  async 'a settled bill has its invoice, and no other has one'(read: Read) {
    const bills = await read<object>(
      'order',
      `select bill.id, bill.status, bill.invoice_number, document.number, bill.total::int, document.body ->> 'total' as documented
       from bill full join (select * from tax_document where refund_id is null) document
         on document.tenant_id = bill.tenant_id and document.bill_id = bill.id
       where (bill.status is not distinct from 'SETTLED') <> (document.id is not null)
         or bill.invoice_number is distinct from document.number
         or bill.total <> (document.body ->> 'total')::bigint or bill.tax <> (document.body ->> 'tax')::bigint`,
    );
    return rows(bills, () => false);
  },

  async 'documents are numbered 1 to n in each series, and no number is there twice'(read: Read) {
    const series = await read<object>(
      'order',
      `select registration_id, outlet_id, financial_year, series, counter.last, counted.* from tax_document_counter counter
       full join (
         select tenant_id, registration_id, outlet_id, financial_year, series, count(*) as documents, max(sequence) as highest,
           count(distinct sequence) as sequences, count(distinct number) as numbers,
           bool_and(number like '%/' || series || lpad((financial_year % 100)::text, 2, '0') || '/' || sequence) as is_named
         from tax_document group by 1, 2, 3, 4, 5) counted
         using (tenant_id, registration_id, outlet_id, financial_year, series)
       where counter.last is distinct from counted.highest or counted.documents <> counted.highest
         or counted.sequences <> counted.documents or counted.numbers <> counted.documents or not counted.is_named`,
    );
    const twice = await read<object>(
      'order',
      `select tenant_id, registration_id, financial_year, number, count(*)::int from tax_document
       group by 1, 2, 3, 4 having count(*) > 1`,
    );
    return rows([...series, ...twice], () => false);
  },
};
