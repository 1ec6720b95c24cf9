import { Module } from '@nestjs/common';
import { Copies, defineService, StoreModule } from '@chowk/kit';
import { paymentConfig } from './config.js';
import { Bills } from './payments/database/bills.js';
import { DrawerBook } from './drawers/database/drawer-book.js';
import { Ledger } from './ledger/database/ledger.js';
import { KeepPayments1761000000000 } from './database/migrations/1761000000000-keep-payments.js';
import { KeepTheLedger1761000000001 } from './database/migrations/1761000000001-keep-the-ledger.js';
import { TakeAllTenders1795210000000 } from './database/migrations/1795210000000-take-all-tenders.js';
import { FailAfterAll1795280000000 } from './database/migrations/1795280000000-fail-after-all.js';
import { MoneyOfDay } from './ledger/database/money-of-day.js';
import { Outlets } from './database/outlets.js';
import { ProviderAccounts } from './provider/database/provider-accounts.js';
import { Seal } from './provider/database/seal.js';
import { seedPayment } from './database/seed.js';
import { WebhookInbox } from './provider/database/webhook-inbox.js';
import { Drawer } from './drawers/domain/drawer.js';
import { Payment } from './payments/domain/payment.js';
import { ProviderAccount } from './provider/domain/provider-account.js';
import { BillListener } from './payments/events/bill.listener.js';
import { DueWork } from './payments/events/due-work.js';
import { OrderListener } from './payments/events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { TableSessionListener } from './payments/events/table-session.listener.js';
import { PaymentProvider } from './provider/external/payment-provider.js';
import { RazorpayProvider } from './provider/external/razorpay.js';
import { DrawerController } from './drawers/http/drawer.controller.js';
import { LedgerController } from './ledger/http/ledger.controller.js';
import { PaymentController } from './payments/http/payment.controller.js';
import { WebhookController } from './provider/http/webhook.controller.js';
import { BillToPay } from './payments/use-cases/bill-to-pay.js';
import { VisibleBill } from './payments/use-cases/visible-bill.js';
import { CapturePayment } from './payments/use-cases/capture-payment.js';
import { CarryOutRefunds } from './payments/use-cases/carry-out-refunds.js';
import { CheckFilters } from './payments/use-cases/check-filters.js';
import { CheckPayment } from './payments/use-cases/check-payment.js';
import { CloseDrawer } from './drawers/use-cases/close-drawer.js';
import { CreateRazorpayOrder } from './payments/use-cases/create-razorpay-order.js';
import { DailyStats } from './ledger/use-cases/daily-stats.js';
import { FindDrawers } from './drawers/use-cases/find-drawers.js';
import { FindPayments } from './payments/use-cases/find-payments.js';
import { HandBack } from './payments/use-cases/hand-back.js';
import { MoveCash } from './drawers/use-cases/move-cash.js';
import { OpenDrawer } from './drawers/use-cases/open-drawer.js';
import { OpenWork } from './payments/use-cases/open-work.js';
import { PaymentMetrics } from './payments/use-cases/payment-metrics.js';
import { ProcessWebhook } from './provider/use-cases/process-webhook.js';
import { ProviderDoor } from './provider/use-cases/provider-door.js';
import { ReceiveWebhook } from './provider/use-cases/receive-webhook.js';
import { ReconcilePayments } from './payments/use-cases/reconcile-payments.js';
import { RecordRefund } from './payments/use-cases/record-refund.js';
import { RefundPayment } from './payments/use-cases/refund-payment.js';
import { TakePayment } from './payments/use-cases/take-payment.js';
import { TrialBalance } from './ledger/use-cases/trial-balance.js';
import { VerifyCheckout } from './payments/use-cases/verify-checkout.js';
import { WaitingCash } from './payments/use-cases/waiting-cash.js';

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
    VisibleBill,
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
    CheckFilters,
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
    migrations: [
      ...[KeepPayments1761000000000, KeepTheLedger1761000000001, TakeAllTenders1795210000000],
      FailAfterAll1795280000000,
    ],
    seed: seedPayment,
  },
  onDeadLetter: 'park',
  // Copies of bills: who pays has read a bill before
  eventsWaitMs: 50,
});
