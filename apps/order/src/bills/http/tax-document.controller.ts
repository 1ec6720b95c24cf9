import { Controller, Get, Headers, Param, UseGuards } from '@nestjs/common';
import { BillNotInvoiced, invoiceView, type InvoiceView } from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  OperationId,
  Permit,
  Succeeds,
  Summary,
  type Principal,
  type RawAnswer,
} from '@chowk/kit';
import { FindTaxDocuments } from '../use-cases/find-tax-documents.js';
import { PresentGuestGuard } from '../../tables/http/present-guest.guard.js';
import { asPdf, wantsPdf } from './tax-document.answer.js';

/** Invoices and credit notes: as data, or as PDF with `Accept: application/pdf`. */
@Controller()
@UseGuards(PresentGuestGuard)
export class TaxDocumentController {
  constructor(private readonly findDocuments: FindTaxDocuments) {}

  @Get('bills/:id/invoice')
  @Permit('bill:read', 'bill:read:own')
  @OperationId('getBillInvoice')
  @Summary(
    'The invoice of a settled bill',
    'As data, or as PDF with `Accept: application/pdf`. A bill that is not settled has none yet (`BILL_NOT_INVOICED`). Numbers run without gaps.',
  )
  @Succeeds('ok', { bytes: 'application/pdf', tells: 'As data, or as a printed page.' })
  @Answers(invoiceView, BillNotInvoiced)
  async ofBill(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
  ): Promise<InvoiceView | RawAnswer> {
    return answer(await this.findDocuments.invoice(id, who), accept);
  }

  @Get('orders/:order/invoice')
  @Permit('bill:read', 'bill:read:own')
  @OperationId('getOrderInvoice')
  @Summary(
    'The invoice of the bill that an order is on',
    'The same invoice as that of the bill; orders of one table share it. As PDF with `Accept: application/pdf`.',
  )
  @Succeeds('ok', { bytes: 'application/pdf', tells: 'As data, or as a printed page.' })
  @Answers(invoiceView, BillNotInvoiced)
  async ofOrder(
    @Param('order') reference: string,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
  ): Promise<InvoiceView | RawAnswer> {
    return answer(await this.findDocuments.invoiceOfOrder(reference, who), accept);
  }

  @Get('bills/:id/refunds/:refundId')
  @Permit('bill:read', 'bill:read:own')
  @OperationId('getCreditNote')
  @Summary(
    'The credit note of a refund',
    'What was taken back of a settled bill, with its tax, as data or as PDF with `Accept: application/pdf`.',
  )
  @Succeeds('ok', { bytes: 'application/pdf', tells: 'As data, or as a printed page.' })
  @Answers(invoiceView)
  async ofRefund(
    @Param('id') id: string,
    @Param('refundId') refundId: string,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
  ): Promise<InvoiceView | RawAnswer> {
    return answer(await this.findDocuments.creditNote(id, refundId, who), accept);
  }
}

function answer(document: InvoiceView, accept: string | undefined): InvoiceView | Promise<RawAnswer> {
  return wantsPdf(accept) ? asPdf(document) : document;
}
