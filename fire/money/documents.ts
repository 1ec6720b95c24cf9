import type { FieldSystem } from '../../tools/field/field-system.ts';

/** The numbers of one series of an outlet: invoices (`I`) or credit notes (`C`). */
export interface Series {
  readonly series: string;
  readonly financialYear: number;
  /** What the counter says was the last. */
  readonly last: number;
  readonly documents: number;
  readonly distinct: number;
  readonly lowest: number;
  readonly highest: number;
}

/** All series of an outlet, and how many bills of it are settled and refunds of bills are made: each has one document. */
export interface Documents {
  readonly series: readonly Series[];
  readonly settledBills: number;
  readonly refunds: number;
  /** Bills and refunds whose document is missing, is there twice or has another number than they name. */
  readonly unnamed: number;
}

export async function documentsOf(system: FieldSystem, outletId: string): Promise<Documents> {
  const series = await system.behind<Series>(
    'order',
    `select series, financial_year as "financialYear", counter.last::int, counted.* from tax_document_counter counter
     left join lateral (
       select count(*)::int as documents, count(distinct sequence)::int as "distinct", min(sequence)::int as lowest,
         max(sequence)::int as highest
       from tax_document d where d.outlet_id = counter.outlet_id and d.series = counter.series
         and d.financial_year = counter.financial_year and d.registration_id = counter.registration_id) counted on true
     where outlet_id = $1 order by 1, 2`,
    [outletId],
  );
  const [found] = await system.behind<Omit<Documents, 'series'>>(
    'order',
    `with bills as (select * from bill where outlet_id = $1),
       credits as (select bills.id as bill_id, one from bills, jsonb_array_elements(refunds) one),
       numbered as (
         select (select array_agg(number) from tax_document d where d.bill_id = bills.id and d.refund_id is null) as numbers,
           invoice_number as number from bills where status = 'SETTLED'
         union all
         select (select array_agg(number) from tax_document d where d.refund_id::text = one ->> 'refundId'), one ->> 'creditNoteNumber'
         from credits)
     select (select count(*)::int from bills where status = 'SETTLED') as "settledBills",
       (select count(*)::int from credits) as refunds,
       (select count(*)::int from numbered where numbers is distinct from array[number]) as unnamed`,
    [outletId],
  );
  if (!found) throw new Error('No row');
  return { series, ...found };
}

/** Whether the series runs from 1 to its last number, without a gap and with no number twice. */
export function isWhole({ documents, distinct, lowest, highest, last }: Series): boolean {
  return documents === last && distinct === last && highest === last && lowest === 1;
}
