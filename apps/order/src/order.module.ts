import { Module } from '@nestjs/common';
import { defineService, StoreModule } from '@chowk/kit';
import { orderConfig } from './config.js';
import { SeatGuests1795200000000 } from './database/migrations/1795200000000-seat-guests.js';
import { InvoiceBills1795200001000 } from './database/migrations/1795200001000-invoice-bills.js';
import { TakeOrders1764000000000 } from './database/migrations/1764000000000-take-orders.js';
import { SellOnOpenDays1795200002001 } from './database/migrations/1795200002001-sell-on-open-days.js';
import { DayBook } from './database/day-book.js';
import { OpeningBook } from './database/opening-book.js';
import { ChangeOrders1795200002000 } from './database/migrations/1795200002000-change-orders.js';
import { LineChangeBook } from './database/line-change-book.js';
import { PriceList } from './database/price-list.js';
import { seed } from './database/seed.js';
import { TaxDocumentBook } from './database/tax-document-book.js';
import { TimelineBook } from './database/timeline-book.js';
import { TokenCounter } from './database/token-counter.js';
import { Bill } from './domain/bill.js';
import { Order } from './domain/order.js';
import { OutletDay } from './domain/outlet-day.js';
import { TableSession } from './domain/table-session.js';
import { Table } from './domain/table.js';
import { Ticket } from './domain/ticket.js';
import { CatalogListener } from './events/catalog.listener.js';
import { Deadlines } from './events/deadlines.js';
import { DiscountListener } from './events/discount.listener.js';
import { DrawerListener } from './events/drawer.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { PlaceOrderSaga } from './events/place-order.saga.js';
import { TimelineListener } from './events/timeline.listener.js';
import { BillController } from './http/bill.controller.js';
import { OrderController } from './http/order.controller.js';
import { ReportController } from './http/report.controller.js';
import { OutletDayController } from './http/outlet-day.controller.js';
import { TableSessionController } from './http/table-session.controller.js';
import { TableController } from './http/table.controller.js';
import { TaxDocumentController } from './http/tax-document.controller.js';
import { TicketController } from './http/ticket.controller.js';
import { AlterBill } from './use-cases/alter-bill.js';
import { Approvals } from './use-cases/approvals.js';
import { AttachCustomer } from './use-cases/attach-customer.js';
import { AdjustTickets } from './use-cases/adjust-tickets.js';
import { BillBook } from './use-cases/bill-book.js';
import { CancelOrder } from './use-cases/cancel-order.js';
import { ChangeLine } from './use-cases/change-line.js';
import { ChangeBill } from './use-cases/change-bill.js';
import { CloseDay } from './use-cases/close-day.js';
import { CloseTableSession } from './use-cases/close-table-session.js';
import { CompLine } from './use-cases/comp-line.js';
import { ConfirmOrder } from './use-cases/confirm-order.js';
import { CoveredOrders } from './use-cases/covered-orders.js';
import { EndOrder } from './use-cases/end-order.js';
import { FindBills } from './use-cases/find-bills.js';
import { FindOrders } from './use-cases/find-orders.js';
import { FindTableSessions } from './use-cases/find-table-sessions.js';
import { FindTables } from './use-cases/find-tables.js';
import { FindTaxDocuments } from './use-cases/find-tax-documents.js';
import { FindTickets } from './use-cases/find-tickets.js';
import { GuestTokens } from './use-cases/guest-tokens.js';
import { FindVoids } from './use-cases/find-voids.js';
import { KeepTables } from './use-cases/keep-tables.js';
import { MoveOrder } from './use-cases/move-order.js';
import { MoveTicket } from './use-cases/move-ticket.js';
import { OpenTableSession } from './use-cases/open-table-session.js';
import { OrderAccess } from './use-cases/order-access.js';
import { PlaceOrder } from './use-cases/place-order.js';
import { PriceCart } from './use-cases/price-cart.js';
import { PriceRevision } from './use-cases/price-revision.js';
import { ReadOffer } from './use-cases/read-offer.js';
import { RefundBill } from './use-cases/refund-bill.js';
import { RenewTablePin } from './use-cases/renew-table-pin.js';
import { ReviseOrder } from './use-cases/revise-order.js';
import { ReviveOrders } from './use-cases/revive-orders.js';
import { SettleBill } from './use-cases/settle-bill.js';
import { SplitBill } from './use-cases/split-bill.js';
import { TableRequests } from './use-cases/table-requests.js';
import { TellTimeline } from './use-cases/tell-timeline.js';
import { VoidLine } from './use-cases/void-line.js';

const aggregates = [Order, Bill, Ticket, Table, TableSession, OutletDay] as const;

/** The table of contents of this service. */
@Module({
  imports: [StoreModule.of(...aggregates)],
  controllers: [
    // Who asks
    OrderController,
    BillController,
    TaxDocumentController,
    OutletDayController,
    TableController,
    TableSessionController,
    TicketController,
    ReportController,
    // Who tells us
    PlaceOrderSaga,
    TimelineListener,
    CatalogListener,
    DiscountListener,
    OutletListener,
    DrawerListener,
  ],
  providers: [
    // What we can do
    PlaceOrder,
    PriceCart,
    ReadOffer,
    FindOrders,
    MoveOrder,
    CancelOrder,
    ReviseOrder,
    PriceRevision,
    ChangeLine,
    VoidLine,
    CompLine,
    FindVoids,
    TellTimeline,
    FindBills,
    FindTaxDocuments,
    AlterBill,
    ChangeBill,
    SplitBill,
    RefundBill,
    CloseDay,
    FindTickets,
    MoveTicket,
    KeepTables,
    FindTables,
    OpenTableSession,
    FindTableSessions,
    Approvals,
    RenewTablePin,
    AttachCustomer,
    TableRequests,
    CloseTableSession,
    GuestTokens,
    // What the saga's steps are made of
    BillBook,
    ConfirmOrder,
    SettleBill,
    EndOrder,
    ReviveOrders,
    CoveredOrders,
    AdjustTickets,
    Deadlines,
    // Who may see what
    OrderAccess,
    // What we keep
    PriceList,
    TimelineBook,
    TokenCounter,
    LineChangeBook,
    OpeningBook,
    TaxDocumentBook,
    DayBook,
  ],
})
export class OrderModule {}

export const order = defineService({
  name: 'order',
  module: OrderModule,
  config: orderConfig,
  database: {
    entities: aggregates,
    migrations: [
      TakeOrders1764000000000,
      SeatGuests1795200000000,
      InvoiceBills1795200001000,
      ChangeOrders1795200002000,
      SellOnOpenDays1795200002001,
    ],
    seed,
  },
  onDeadLetter: 'park',
});
