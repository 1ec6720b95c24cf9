import { Injectable } from '@nestjs/common';
import { invoiceView, type InvoiceView } from '@chowk/contracts';
import { currentTenantId, Database, newId, prepared, sql } from '@chowk/kit';
import type { WantedDocument } from '../domain/bill-account.js';
import type { Bill } from '../domain/bill.js';
import { countedAs, creditNoteOf, invoiceOf, kindOfInvoice, type TaxDocument } from '../domain/tax-document.js';

interface DocumentRow {
  readonly number: string;
  readonly body: unknown;
}

/** Invoices, bills of supply and credit notes: written once, counted without gaps, never changed. */
@Injectable()
export class TaxDocumentBook {
  constructor(private readonly database: Database) {}

  /**
   * Writes a document of a locked bill inside the open transaction and answers its number. The row of its series stays locked
   * until that commits, so that numbers have no gaps; everybody else who writes in this series waits for it.
   */
  async write(bill: Bill, wanted: WantedDocument, at: Date): Promise<string> {
    const { terms } = bill;
    if (!terms) throw new Error(`Bill ${bill.id} has no terms to be invoiced by`);
    const id = newId();
    const kind = wanted.kind === 'CREDIT_NOTE' ? wanted.kind : kindOfInvoice(terms);
    const counted = countedAs(kind, terms, at);
    const body: TaxDocument =
      wanted.kind === 'INVOICE'
        ? invoiceOf(bill, terms, { id, kind, at })
        : creditNoteOf(bill, terms, { id, at, ...(await this.creditOf(bill, wanted.refundId)) });
    const { registrationId, series, financialYear, prefix } = counted;
    const tenantId = currentTenantId();
    const [row] = await this.database.query<{ number: string }>(
      prepared(sql`
        with counted as (
          insert into tax_document_counter as counter
            (tenant_id, registration_id, outlet_id, financial_year, series, last)
          values (${tenantId}, ${registrationId}, ${bill.outletId}, ${financialYear}, ${series}, 1)
          on conflict (tenant_id, registration_id, outlet_id, financial_year, series)
            do update set last = counter.last + 1
          returning last)
        insert into tax_document (tenant_id, id, bill_id, refund_id, outlet_id, registration_id, series, financial_year,
          sequence, number, issued_at, issued_on, body)
        select ${tenantId}::uuid, ${id}::uuid, ${bill.id}::uuid, ${body.refundId}::uuid, ${bill.outletId}::uuid,
          ${registrationId}::uuid, ${series}::text, ${financialYear}::integer, last, ${prefix}::text || last,
          ${at}::timestamptz, ${body.date}::date, ${JSON.stringify(body)}::jsonb
        from counted
        returning number`),
    );
    if (!row) throw new Error('The counter of tax documents did not answer');
    return row.number;
  }

  /** The invoice of a bill, or null before it is settled. */
  invoice(billId: string): Promise<InvoiceView | null> {
    return this.read(
      prepared(sql`
        select number, body from tax_document
        where tenant_id = ${currentTenantId()} and bill_id = ${billId} and refund_id is null`),
    );
  }

  /** The credit note of a refund, or null when there is no such refund of the bill. */
  creditNote(billId: string, refundId: string): Promise<InvoiceView | null> {
    return this.read(
      prepared(sql`
        select number, body from tax_document
        where tenant_id = ${currentTenantId()} and bill_id = ${billId} and refund_id = ${refundId}`),
    );
  }

  private async read(statement: ReturnType<typeof sql>): Promise<InvoiceView | null> {
    const [row] = await this.database.query<DocumentRow>(statement);
    return row ? invoiceView.parse({ ...Object(row.body), number: row.number }) : null;
  }

  private async creditOf(bill: Bill, refundId: string) {
    const refund = bill.refunds.find((one) => one.refundId === refundId);
    if (!refund) throw new Error(`Bill ${bill.id} has no refund ${refundId}`);
    const invoice = await this.invoice(bill.id);
    return { refund, original: invoice && { number: String(invoice.number), date: invoice.date } };
  }
}
