import { Module } from '@nestjs/common';
import { Copies, defineService, StoreModule } from '@chowk/kit';
import { paymentConfig } from './config.js';
import { Bills } from './database/bills.js';
import { DrawerBook } from './database/drawer-book.js';
import { Ledger } from './database/ledger.js';
import { KeepPayments1761000000000 } from './database/migrations/1761000000000-keep-payments.js';
import { KeepTheLedger1761000000001 } from './database/migrations/1761000000001-keep-the-ledger.js';
import { TakeAllTenders1795210000000 } from './database/migrations/1795210000000-take-all-tenders.js';
import { MoneyOfDay } from './database/money-of-day.js';
import { Outlets } from './database/outlets.js';
import { ProviderAccounts } from './database/provider-accounts.js';
import { Seal } from './database/seal.js';
import { seedPayment } from './database/seed.js';
import { WebhookInbox } from './database/webhook-inbox.js';
import { Drawer } from './domain/drawer.js';
import { Payment } from './domain/payment.js';
import { ProviderAccount } from './domain/provider-account.js';
import { BillListener } from './events/bill.listener.js';
import { DueWork } from './events/due-work.js';
import { OrderListener } from './events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { TableSessionListener } from './events/table-session.listener.js';
import { PaymentProvider } from './external/payment-provider.js';
import { RazorpayProvider } from './external/razorpay.js';
import { DrawerController } from './http/drawer.controller.js';
import { LedgerController } from './http/ledger.controller.js';
import { PaymentController } from './http/payment.controller.js';
import { WebhookController } from './http/webhook.controller.js';
import { BillToPay } from './use-cases/bill-to-pay.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { CarryOutRefunds } from './use-cases/carry-out-refunds.js';
import { CheckPayment } from './use-cases/check-payment.js';
import { CloseDrawer } from './use-cases/close-drawer.js';
import { CreateRazorpayOrder } from './use-cases/create-razorpay-order.js';
import { DailyStats } from './use-cases/daily-stats.js';
import { FindDrawers } from './use-cases/find-drawers.js';
import { FindPayments } from './use-cases/find-payments.js';
import { HandBack } from './use-cases/hand-back.js';
import { MoveCash } from './use-cases/move-cash.js';
import { OpenDrawer } from './use-cases/open-drawer.js';
import { OpenWork } from './use-cases/open-work.js';
import { PaymentMetrics } from './use-cases/payment-metrics.js';
import { ProcessWebhook } from './use-cases/process-webhook.js';
import { ProviderDoor } from './use-cases/provider-door.js';
import { ReceiveWebhook } from './use-cases/receive-webhook.js';
import { ReconcilePayments } from './use-cases/reconcile-payments.js';
import { RecordRefund } from './use-cases/record-refund.js';
import { RefundPayment } from './use-cases/refund-payment.js';
import { TakePayment } from './use-cases/take-payment.js';
import { TrialBalance } from './use-cases/trial-balance.js';
import { VerifyCheckout } from './use-cases/verify-checkout.js';
import { WaitingCash } from './use-cases/waiting-cash.js';

@Module({
  imports: [StoreModule.of(Payment, Drawer, ProviderAccount)],
  controllers: [
    PaymentController,
    DrawerController,
    WebhookController,
    LedgerController,
    BillListener,
    OrderListener,
    TableSessionListener,
    OutletListener,
  ],
  providers: [
    // What we can do
    BillToPay,
    TakePayment,
    HandBack,
    WaitingCash,
    OpenDrawer,
    MoveCash,
    CloseDrawer,
    FindDrawers,
    DailyStats,
    PaymentMetrics,
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
    DrawerBook,
    MoneyOfDay,
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
    entities: [Payment, Drawer, ProviderAccount],
    migrations: [KeepPayments1761000000000, KeepTheLedger1761000000001, TakeAllTenders1795210000000],
    seed: seedPayment,
  },
  onDeadLetter: 'park',
});
