import { Injectable } from '@nestjs/common';
import { BillNotInvoiced, NotFound, type InvoiceView } from '@chowk/contracts';
import { Clock, refuse, type Principal } from '@chowk/kit';
import { TaxDocumentBook } from '../database/tax-document-book.js';
import type { Bill } from '../domain/bill.js';
import { invoiceOf } from '../domain/tax-document.js';
import { BillBook } from './bill-book.js';
import { FindBills } from './find-bills.js';
import { FindOrders } from '../../orders/use-cases/find-orders.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Invoices, credit notes and proformas as those who see the bill may read them. */
@Injectable()
export class FindTaxDocuments {
  constructor(
    private readonly clock: Clock,
    private readonly findBills: FindBills,
    private readonly findOrders: FindOrders,
    private readonly book: BillBook,
    private readonly documents: TaxDocumentBook,
  ) {}

  /** The invoice of a bill, or what is owed so far as a proforma while there is none. Throws NotFound. */
  async ofBill(billId: string, who: Principal): Promise<InvoiceView> {
    const bill = await this.findBills.one(billId, who);
    return (await this.documents.invoice(billId)) ?? (await this.proforma(bill));
  }

  /** The invoice of a bill. Throws NotFound, BILL_NOT_INVOICED before it is settled. */
  async invoice(billId: string, who: Principal): Promise<InvoiceView> {
    await this.findBills.one(billId, who);
    return this.issued(billId);
  }

  /** The invoice of the bill an order is on. Throws as {@link invoice} does. */
  async invoiceOfOrder(reference: string, who: Principal): Promise<InvoiceView> {
    const { billId } = await this.findOrders.one(reference, who);
    return this.issued(billId);
  }

  /** The credit note of a refund. Throws NotFound. */
  async creditNote(billId: string, refundId: string, who: Principal): Promise<InvoiceView> {
    await this.findBills.one(billId, who);
    const found = uuid.test(refundId) ? await this.documents.creditNote(billId, refundId) : null;
    if (!found) throw refuse(NotFound);
    return found;
  }

  private async issued(billId: string): Promise<InvoiceView> {
    const found = await this.documents.invoice(billId);
    if (!found) throw refuse(BillNotInvoiced);
    return found;
  }

  private async proforma(bill: Bill): Promise<InvoiceView> {
    const terms = await this.book.termsOf(bill);
    return { ...invoiceOf(bill, terms, { id: bill.id, kind: 'PROFORMA', at: this.clock.now() }), number: null };
  }
}
