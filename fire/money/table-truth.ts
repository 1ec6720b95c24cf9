import type { FieldSystem } from '../../tools/field/field-system.ts';

/** What the databases say about a table and the bill of its people. Amounts in paise. */
export interface TableTruth {
  readonly sessions: number;
  readonly guests: number;
  readonly bill: {
    readonly status: string;
    readonly total: number;
    readonly paid: number;
    readonly due: number;
    readonly refunded: number;
    readonly sharesPaid: number;
    readonly payments: number;
    readonly invoices: number;
  };
  /** Money that was captured for the bill and stayed, and journals of its captures. */
  readonly captured: number;
  readonly captures: number;
}

export async function tableTruth(system: FieldSystem, tableId: string, billId: string): Promise<TableTruth> {
  const [seats] = await system.behind<Pick<TableTruth, 'sessions' | 'guests'>>(
    'order',
    `select count(*)::int as sessions, coalesce(sum(jsonb_array_length(guests)), 0)::int as guests
     from table_session where table_id = $1`,
    [tableId],
  );
  const [bill] = await system.behind<TableTruth['bill']>(
    'order',
    `select status, total::int, paid::int, due::int, refunded::int, jsonb_array_length(payments)::int as payments,
       (select count(*)::int from jsonb_array_elements(shares) one where one ->> 'paid' = one ->> 'amount') as "sharesPaid",
       (select count(*)::int from tax_document d where d.bill_id = bill.id and refund_id is null) as invoices
     from bill where id = $1`,
    [billId],
  );
  const [money] = await system.behind<Pick<TableTruth, 'captured' | 'captures'>>(
    'payment',
    `select coalesce(sum(captured - refunded), 0)::int as captured,
       (select count(*)::int from ledger_entry where kind = 'CAPTURE'
          and payment_id in (select id from payment where bill_id = $1)) as captures
     from payment where bill_id = $1`,
    [billId],
  );
  if (!seats || !bill || !money) throw new Error(`Nothing is known about bill ${billId}`);
  return { ...seats, bill, ...money };
}
