import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  confirmCashBody,
  createRazorpayOrderBody,
  dailyStatsQuery,
  dailyStatsView,
  DrawerNotOpen,
  NotFound,
  NotYetAvailable,
  OrderCannotMove,
  OutOfRange,
  PaymentAmountMismatch,
  PaymentExceedsDue,
  paymentFilters,
  PaymentNotConfigured,
  PaymentProviderRefused,
  PaymentProviderUnavailable,
  PaymentSignatureInvalid,
  PaymentStateConflict,
  paymentView,
  razorpayOrderView,
  reconciliationView,
  recordPaymentBody,
  RefundExceedsCaptured,
  refundPaymentBody,
  TenderedTooLittle,
  UnknownReference,
  verifyRazorpayBody,
  type ConfirmCashBody,
  type CreateRazorpayOrderBody,
  type DailyStatsQuery,
  type RecordPaymentBody,
  type RefundPaymentBody,
  type VerifyRazorpayBody,
} from '@chowk/contracts';
import {
  accepted,
  Answers,
  created,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  Idempotent,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import type { Payment } from '../domain/payment.js';
import { CreateRazorpayOrder } from '../use-cases/create-razorpay-order.js';
import { DailyStats } from '../../ledger/use-cases/daily-stats.js';
import { FindPayments } from '../use-cases/find-payments.js';
import { ReconcilePayments } from '../use-cases/reconcile-payments.js';
import { RefundPayment } from '../use-cases/refund-payment.js';
import { TakePayment } from '../use-cases/take-payment.js';
import { VerifyCheckout } from '../use-cases/verify-checkout.js';
import { paymentViewOf, razorpayOrderOf } from './payment.view.js';

const paymentsQuery = listQuery(paymentFilters);
type PaymentsQuery = z.output<typeof paymentsQuery>;

const refusalsAtTheCounter = [
  NotFound,
  UnknownReference,
  OrderCannotMove,
  PaymentStateConflict,
  PaymentExceedsDue,
  TenderedTooLittle,
  DrawerNotOpen,
  NotYetAvailable,
] as const;

/** Payments as customers, guests and staff ask for them. */
@Controller()
export class PaymentController {
  constructor(
    private readonly create: CreateRazorpayOrder,
    private readonly verify: VerifyCheckout,
    private readonly take: TakePayment,
    private readonly refund: RefundPayment,
    private readonly find: FindPayments,
    private readonly stats: DailyStats,
    private readonly reconcile: ReconcilePayments,
  ) {}

  @Post('payments/create-razorpay-order')
  @Permit('payment:create', 'payment:create:own')
  @Idempotent('required')
  @OperationId('createRazorpayOrder')
  @Summary(
    'Begin the payment of a bill (or of the bill of an order), a share or a part of it at Razorpay',
    'Answers what Razorpay’s checkout needs to open. Amounts come from the bill: without `amount` all that is due is asked for. Nothing is paid yet; bring the checkout’s answer to `verifyRazorpay`.',
  )
  @Succeeds('created')
  @Answers(
    razorpayOrderView,
    NotFound,
    UnknownReference,
    OrderCannotMove,
    PaymentStateConflict,
    PaymentExceedsDue,
    PaymentNotConfigured,
    PaymentProviderRefused,
    PaymentProviderUnavailable,
    NotYetAvailable,
  )
  async createRazorpayOrder(
    @Body({ schema: createRazorpayOrderBody }) body: CreateRazorpayOrderBody,
    @CurrentPrincipal() who: Principal,
  ) {
    const begun = await this.create.run(body, who);
    return created(razorpayOrderOf(begun), `/api/v1/payments/${begun.payment.id}`);
  }

  @Post('payments/verify-razorpay')
  @HttpCode(200)
  @Permit('payment:create', 'payment:create:own')
  @Idempotent('accepted')
  @OperationId('verifyRazorpay')
  @Summary(
    'Bring back what the checkout returned; the payment is captured',
    'The signature is checked and the payment captured; orders that waited for it go on to the kitchen. The same answer again is harmless, and a lost one is found by webhook or reconciliation.',
  )
  @Answers(
    paymentView,
    NotFound,
    PaymentSignatureInvalid,
    PaymentAmountMismatch,
    PaymentStateConflict,
    PaymentProviderRefused,
    PaymentProviderUnavailable,
  )
  async verifyRazorpay(
    @Body({ schema: verifyRazorpayBody }) body: VerifyRazorpayBody,
    @CurrentPrincipal() who: Principal,
  ) {
    return paymentViewOf(await this.verify.run(body, who));
  }

  @Post('payments/confirm-cash')
  @Permit('payment:record')
  @Idempotent('required')
  @OperationId('confirmCash')
  @Summary(
    'Take cash for a bill, a share or a part of it into one’s open drawer; the answer says the change',
    'Books the sale into the open drawer of the cashier and answers `change`. Less than is due pays a part.',
  )
  @Succeeds('created')
  @Answers(paymentView, ...refusalsAtTheCounter)
  async confirmCash(@Body({ schema: confirmCashBody }) body: ConfirmCashBody, @CurrentPrincipal() who: Principal) {
    const { tendered, ...wish } = body;
    return taken(await this.take.run(wish, { tender: 'CASH', tendered }, who));
  }

  @Post('payments/record')
  @Permit('payment:record')
  @Idempotent('required')
  @OperationId('recordPayment')
  @Summary(
    'Record what was paid by card terminal, UPI, on delivery, on account, given free, or in cash to the paisa',
    'For tenders without a provider. Card terminal and UPI need the `reference` of the slip; nothing is asked of a bank.',
  )
  @Succeeds('created')
  @Answers(paymentView, ...refusalsAtTheCounter)
  async record(@Body({ schema: recordPaymentBody }) body: RecordPaymentBody, @CurrentPrincipal() who: Principal) {
    const { method: tender, reference, ...wish } = body;
    return taken(await this.take.run(wish, { tender, reference }, who));
  }

  @Post('payments/:id/refund')
  @Permit('payment:refund')
  @Idempotent('required')
  @OperationId('refundPayment')
  @Summary(
    'Give money back, all that is left or a part; 202 while the provider has not answered or no drawer has the cash',
    'Never more than was captured and is not given back. 201 when it is certain; 202 while it is under way: the payment’s `refunds` say how it ends. Of a settled bill, refund the bill instead: that writes the credit note.',
  )
  @Succeeds('created', 'accepted')
  @Answers(paymentView, PaymentStateConflict, OutOfRange, RefundExceedsCaptured, PaymentProviderRefused)
  async refundPayment(
    @Param('id') id: string,
    @Body({ schema: refundPaymentBody }) body: RefundPaymentBody,
    @CurrentPrincipal() who: Principal,
  ) {
    const { payment, isCertain } = await this.refund.run(id, body, who);
    const location = `/api/v1/payments/${id}`;
    return isCertain ? created(paymentViewOf(payment), location) : accepted(paymentViewOf(payment), location);
  }

  /**
   * A filter that names what the caller may not see, or nothing, is 404; but a `customer` nobody knows is an empty list for staff,
   * since no book of customers is kept here. To customers and guests everybody else is 404.
   */
  @Get('payments')
  @Permit('payment:read', 'payment:read:own')
  @OperationId('listPayments')
  @Summary(
    'Payments, newest first; customers see their own',
    'Of the outlets that the reader may enter; customers and guests see their own.',
  )
  @Succeeds('page')
  @Answers(z.array(paymentView), NotFound, NotYetAvailable)
  async list(@Query({ schema: paymentsQuery }) query: PaymentsQuery, @CurrentPrincipal() who: Principal) {
    const { limit, cursor, count, ...filters } = query;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const rows = await this.find.list(filters, who, limit + 1, before);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id);
    const total = count ? { total: await this.find.count(filters, who) } : {};
    return page(items.map(paymentViewOf), { nextCursor, limit, ...total });
  }

  @Get('payments/stats/daily')
  @Permit('payment:read')
  @OperationId('getDailyPaymentStats')
  @Summary(
    'Money of a business day: by tender captured, tips and refunded, and what drawers had too much or too little',
    'What moved on that day, whatever day it was asked for; today unless said. Tips are told apart from sales.',
  )
  @Answers(dailyStatsView, NotFound)
  dailyStats(@Query({ schema: dailyStatsQuery }) query: DailyStatsQuery, @CurrentPrincipal() who: Principal) {
    return this.stats.run(query, who);
  }

  @Get('payments/order/:orderId')
  @Permit('payment:read', 'payment:read:own')
  @OperationId('listOrderPayments')
  @Summary('Payments of the bill that an order is on', 'Orders of one table share a bill, and so its payments.')
  @Answers(z.array(paymentView), NotYetAvailable)
  async ofOrder(@Param('orderId') orderId: string, @CurrentPrincipal() who: Principal) {
    return (await this.find.ofOrder(orderId, who)).map(paymentViewOf);
  }

  @Get('payments/:id')
  @Permit('payment:read', 'payment:read:own')
  @OperationId('getPayment')
  @Summary('One payment', 'With its refunds and how each of them stands.')
  @Answers(paymentView)
  async one(@Param('id') id: string, @CurrentPrincipal() who: Principal) {
    return paymentViewOf(await this.find.one(id, who));
  }

  @Post('reconciliation/run')
  @HttpCode(200)
  @Permit('reconciliation:run')
  @OperationId('runReconciliation')
  @Summary(
    'Ask the provider about all open payments now; it happens by itself every five minutes',
    'For the case that webhooks were lost: what was paid is captured, what failed is marked, other amounts go into quarantine.',
  )
  @Answers(reconciliationView, PaymentNotConfigured)
  runReconciliation(@CurrentPrincipal() who: Principal) {
    return this.reconcile.run(who);
  }
}

function taken(payment: Payment) {
  return created(paymentViewOf(payment), `/api/v1/payments/${payment.id}`);
}
