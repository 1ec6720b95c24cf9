import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import {
  BillBeingPaid,
  BillClosed,
  billFilters,
  BillNotInvoiced,
  billRefundView as refundShape,
  billView as billShape,
  changeBillBody,
  NotFound,
  OutOfRange,
  refundBillBody,
  RefundExceedsBill,
  splitBillBody,
  UnknownReference,
  type BillRefundView,
  type BillView,
  type ChangeBillBody,
  type RefundBillBody,
  type SplitBillBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  CurrentPrincipal,
  Idempotent,
  IfMatch,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Answer,
  type Principal,
  type RawAnswer,
} from '@chowk/kit';
import { z } from 'zod';
import { AlterBill } from '../use-cases/alter-bill.js';
import { ChangeBill } from '../use-cases/change-bill.js';
import { FindBills } from '../use-cases/find-bills.js';
import { FindTaxDocuments } from '../use-cases/find-tax-documents.js';
import { RefundBill } from '../use-cases/refund-bill.js';
import { SplitBill } from '../use-cases/split-bill.js';
import { billRefundView, billView } from './bill.view.js';
import { PresentGuestGuard } from '../../tables/http/present-guest.guard.js';
import { asPdf, wantsPdf } from './tax-document.answer.js';

const billsQuery = listQuery(billFilters);

/** What is owed, paid and due. */
@Controller('bills')
@UseGuards(PresentGuestGuard)
export class BillController {
  constructor(
    private readonly findBills: FindBills,
    private readonly findDocuments: FindTaxDocuments,
    private readonly alterBill: AlterBill,
    private readonly changeBill: ChangeBill,
    private readonly splitBill: SplitBill,
    private readonly refundBill: RefundBill,
  ) {}

  @Get()
  @Permit('bill:read', 'bill:read:own')
  @OperationId('listBills')
  @Summary(
    'Bills that the caller may see, newest first',
    'Staff see bills of their outlets, customers and guests those of their orders.',
  )
  @Succeeds('page')
  @Answers(z.array(billShape), NotFound)
  async list(@Query({ schema: billsQuery }) query: z.output<typeof billsQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findBills.list(query, who);
    return page(items.map(billView), { ...meta, limit: query.limit });
  }

  @Get(':id')
  @Permit('bill:read', 'bill:read:own')
  @OperationId('getBill')
  @Summary(
    'One bill: lines, tax, shares, what is due; with Accept application/pdf its invoice, or a proforma before that',
    'What is on it, what it comes to, what is paid and due, in paise; a table has one bill for all its orders. With `Accept: application/pdf` a page to print.',
  )
  @Succeeds('ok', { bytes: 'application/pdf', tells: 'As data, or as a printed page.' })
  @Answers(billShape)
  async read(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
  ): Promise<BillView | RawAnswer> {
    if (wantsPdf(accept)) return asPdf(await this.findDocuments.ofBill(id, who));
    return billView(await this.findBills.one(id, who));
  }

  @Patch(':id')
  @Permit('bill:change', 'bill:change:own')
  @OperationId('changeBill')
  @Summary(
    'Agree to the service charge or not; have the invoice made out to a business',
    'The service charge is voluntary and on the bill only after somebody agreed to it. A buyer with a GSTIN gets an invoice that carries it.',
  )
  @Answers(billShape, BillClosed)
  async change(
    @Param('id') billId: string,
    @Body({ schema: changeBillBody }) body: ChangeBillBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<BillView> {
    return billView(await this.changeBill.run({ billId, who, expectedVersion }, body));
  }

  @Post(':id/present')
  @HttpCode(200)
  @Permit('bill:change')
  @Idempotent('accepted')
  @OperationId('presentBill')
  @Summary(
    'Show the bill to those who pay it; each time counts as a print',
    'From then on the table pays: a presented bill settles as soon as nothing is due. Each call counts as a print.',
  )
  @Answers(billShape, BillClosed)
  async present(
    @Param('id') billId: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<BillView> {
    return billView(await this.alterBill.run({ billId, who, expectedVersion }, (bill) => bill.present()));
  }

  @Post(':id/split')
  @HttpCode(200)
  @Permit('bill:change', 'bill:change:own')
  @Idempotent('accepted')
  @OperationId('splitBill')
  @Summary(
    'Divide the bill by person, equally, by line or by amount; the shares sum to its total',
    'Each share can be paid by itself (`shareId` of a payment). What lines or amounts leave over becomes a share of its own. Refused once somebody began to pay.',
  )
  @Answers(billShape, BillBeingPaid, BillClosed, UnknownReference, OutOfRange)
  async split(
    @Param('id') billId: string,
    @Body({ schema: splitBillBody }) body: SplitBillBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<BillView> {
    return billView(await this.splitBill.run({ billId, who, expectedVersion }, body));
  }

  @Post(':id/refunds')
  @Permit('bill:refund')
  @Idempotent('required')
  @OperationId('refundBill')
  @Summary(
    'Take lines or an amount of a settled bill back; a credit note is written and the money goes back',
    'Either lines (with their tax and share of charges) or an amount. A credit note is written at once; the money goes back to the tenders it came from and is followed in the payments.',
  )
  @Succeeds('created')
  @Answers(refundShape, BillNotInvoiced, UnknownReference, OutOfRange, RefundExceedsBill)
  async refund(
    @Param('id') billId: string,
    @Body({ schema: refundBillBody }) body: RefundBillBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<Answer<BillRefundView>> {
    const refund = billRefundView(await this.refundBill.run({ billId, who }, body));
    return created(refund, `/api/v1/bills/${billId}/refunds/${refund.refundId}`);
  }

  @Get(':id/refunds')
  @Permit('bill:read', 'bill:read:own')
  @OperationId('listBillRefunds')
  @Summary(
    'What was taken back of a bill, oldest first',
    'Each with its credit note and the payments it is given back from.',
  )
  @Answers(z.array(refundShape))
  async refunds(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<BillRefundView[]> {
    return (await this.findBills.one(id, who)).refunds.map(billRefundView);
  }
}
