import { Module } from '@nestjs/common';
import { defineService, StoreModule } from '@chowk/kit';
import { orderConfig } from './config.js';
import { SeatGuests1795200000000 } from './database/migrations/1795200000000-seat-guests.js';
import { InvoiceBills1795200001000 } from './database/migrations/1795200001000-invoice-bills.js';
import { TakeOrders1764000000000 } from './database/migrations/1764000000000-take-orders.js';
import { SellOnOpenDays1795200002001 } from './database/migrations/1795200002001-sell-on-open-days.js';
import { DayBook } from './days/database/day-book.js';
import { OpeningBook } from './days/database/opening-book.js';
import { ChangeOrders1795200002000 } from './database/migrations/1795200002000-change-orders.js';
import { OrderList } from './orders/database/order-list.js';
import { WrittenOrders } from './orders/http/written-orders.js';
import { LineChangeBook } from './orders/database/line-change-book.js';
import { PriceList } from './database/price-list.js';
import { seed } from './database/seed.js';
import { TaxDocumentBook } from './bills/database/tax-document-book.js';
import { TimelineBook } from './timeline/database/timeline-book.js';
import { TokenCounter } from './orders/database/token-counter.js';
import { Bill } from './bills/domain/bill.js';
import { Order } from './orders/domain/order.js';
import { OutletDay } from './days/domain/outlet-day.js';
import { TableSession } from './tables/domain/table-session.js';
import { Table } from './tables/domain/table.js';
import { Ticket } from './kitchen/domain/ticket.js';
import { CatalogListener } from './events/catalog.listener.js';
import { Deadlines } from './orders/events/deadlines.js';
import { DiscountListener } from './orders/events/discount.listener.js';
import { DrawerListener } from './days/events/drawer.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { PlaceOrderSaga } from './orders/events/place-order.saga.js';
import { TimelineListener } from './timeline/events/timeline.listener.js';
import { BillController } from './bills/http/bill.controller.js';
import { OrderController } from './orders/http/order.controller.js';
import { ReportController } from './orders/http/report.controller.js';
import { OutletDayController } from './days/http/outlet-day.controller.js';
import { TableSessionController } from './tables/http/table-session.controller.js';
import { TableController } from './tables/http/table.controller.js';
import { TaxDocumentController } from './bills/http/tax-document.controller.js';
import { TicketController } from './kitchen/http/ticket.controller.js';
import { AlterBill } from './bills/use-cases/alter-bill.js';
import { Approvals } from './tables/use-cases/approvals.js';
import { AttachCustomer } from './tables/use-cases/attach-customer.js';
import { AdjustTickets } from './kitchen/use-cases/adjust-tickets.js';
import { BillBook } from './bills/use-cases/bill-book.js';
import { CancelOrder } from './orders/use-cases/cancel-order.js';
import { SettledOrders } from './orders/use-cases/settled-orders.js';
import { CheckFilters } from './orders/use-cases/check-filters.js';
import { ChangeLine } from './orders/use-cases/change-line.js';
import { ChangeBill } from './bills/use-cases/change-bill.js';
import { CloseDay } from './days/use-cases/close-day.js';
import { CloseTableSession } from './tables/use-cases/close-table-session.js';
import { CompLine } from './orders/use-cases/comp-line.js';
import { ConfirmOrder } from './orders/use-cases/confirm-order.js';
import { CoveredOrders } from './bills/use-cases/covered-orders.js';
import { EndOrder } from './orders/use-cases/end-order.js';
import { FindBills } from './bills/use-cases/find-bills.js';
import { FindOrders } from './orders/use-cases/find-orders.js';
import { FindTableSessions } from './tables/use-cases/find-table-sessions.js';
import { FindTables } from './tables/use-cases/find-tables.js';
import { FindTaxDocuments } from './bills/use-cases/find-tax-documents.js';
import { FindTickets } from './kitchen/use-cases/find-tickets.js';
import { GuestTokens } from './tables/use-cases/guest-tokens.js';
import { FindVoids } from './orders/use-cases/find-voids.js';
import { KeepTables } from './tables/use-cases/keep-tables.js';
import { MoveOrder } from './orders/use-cases/move-order.js';
import { MoveTicket } from './kitchen/use-cases/move-ticket.js';
import { OpenTableSession } from './tables/use-cases/open-table-session.js';
import { OrderAccess } from './orders/use-cases/order-access.js';
import { PlaceOrder } from './orders/use-cases/place-order.js';
import { PriceCart } from './orders/use-cases/price-cart.js';
import { PriceRevision } from './orders/use-cases/price-revision.js';
import { ReadOffer } from './orders/use-cases/read-offer.js';
import { RefundBill } from './bills/use-cases/refund-bill.js';
import { RenewTablePin } from './tables/use-cases/renew-table-pin.js';
import { ReviseOrder } from './orders/use-cases/revise-order.js';
import { ReviveOrders } from './orders/use-cases/revive-orders.js';
import { SettleBill } from './bills/use-cases/settle-bill.js';
import { SplitBill } from './bills/use-cases/split-bill.js';
import { TableRequests } from './tables/use-cases/table-requests.js';
import { TellTimeline } from './timeline/use-cases/tell-timeline.js';
import { VoidLine } from './orders/use-cases/void-line.js';

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
    OrderList,
    WrittenOrders,
    MoveOrder,
    CancelOrder,
    SettledOrders,
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
    CheckFilters,
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
