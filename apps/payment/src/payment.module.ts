import { Module } from '@nestjs/common';
import { Copies, defineService, StoreModule } from '@chowk/kit';
import { paymentConfig } from './config.js';
import { Bills } from './database/bills.js';
import { Ledger } from './database/ledger.js';
import { KeepPayments1761000000000 } from './database/migrations/1761000000000-keep-payments.js';
import { KeepTheLedger1761000000001 } from './database/migrations/1761000000001-keep-the-ledger.js';
import { Outlets } from './database/outlets.js';
import { ProviderAccounts } from './database/provider-accounts.js';
import { Seal } from './database/seal.js';
import { seedPayment } from './database/seed.js';
import { WebhookInbox } from './database/webhook-inbox.js';
import { Payment } from './domain/payment.js';
import { ProviderAccount } from './domain/provider-account.js';
import { BillListener } from './events/bill.listener.js';
import { DueWork } from './events/due-work.js';
import { OrderListener } from './events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { PaymentProvider } from './external/payment-provider.js';
import { RazorpayProvider } from './external/razorpay.js';
import { LedgerController } from './http/ledger.controller.js';
import { PaymentController } from './http/payment.controller.js';
import { WebhookController } from './http/webhook.controller.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { CarryOutRefunds } from './use-cases/carry-out-refunds.js';
import { CheckPayment } from './use-cases/check-payment.js';
import { CreateRazorpayOrder } from './use-cases/create-razorpay-order.js';
import { FindPayments } from './use-cases/find-payments.js';
import { OpenWork } from './use-cases/open-work.js';
import { ProcessWebhook } from './use-cases/process-webhook.js';
import { ProviderDoor } from './use-cases/provider-door.js';
import { ReceiveWebhook } from './use-cases/receive-webhook.js';
import { ReconcilePayments } from './use-cases/reconcile-payments.js';
import { RecordRefund } from './use-cases/record-refund.js';
import { RefundPayment } from './use-cases/refund-payment.js';
import { TrialBalance } from './use-cases/trial-balance.js';
import { VerifyCheckout } from './use-cases/verify-checkout.js';

@Module({
  imports: [StoreModule.of(Payment, ProviderAccount)],
  controllers: [PaymentController, WebhookController, LedgerController, BillListener, OrderListener, OutletListener],
  providers: [
    // What we can do
    CreateRazorpayOrder,
    VerifyCheckout,
    ReceiveWebhook,
    ProcessWebhook,
    CapturePayment,
    RefundPayment,
    CarryOutRefunds,
    RecordRefund,
    CheckPayment,
    ReconcilePayments,
    FindPayments,
    TrialBalance,
    OpenWork,
    DueWork,
    ProviderDoor,
    // What we keep
    Bills,
    Outlets,
    Ledger,
    WebhookInbox,
    ProviderAccounts,
    Seal,
    Copies,
    // Whom we call
    { provide: PaymentProvider, useClass: RazorpayProvider },
  ],
})
export class PaymentModule {}

export const payment = defineService({
  name: 'payment',
  module: PaymentModule,
  config: paymentConfig,
  database: {
    entities: [Payment, ProviderAccount],
    migrations: [KeepPayments1761000000000, KeepTheLedger1761000000001],
    seed: seedPayment,
  },
  onDeadLetter: 'park',
});
