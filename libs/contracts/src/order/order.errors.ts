import { error } from '../envelope/error.js';

/** Refusals of the order service. Those of a rejected order carry the same code as its `rejection`. */
export const OutOfStock = error(
  'OUT_OF_STOCK',
  'conflict',
  'There is not enough of something you asked for.',
  'Order less of the lines in details, with a new Idempotency-Key.',
);
export const OrderTimedOut = error(
  'TIMED_OUT',
  'conflict',
  'The order could not be checked in time; nothing is held for it.',
  'Place it again with a new Idempotency-Key.',
);
export const ItemUnavailable = error(
  'ITEM_UNAVAILABLE',
  'conflict',
  'Something you asked for cannot be had now.',
  'Take the lines in details out of the order; read the menu again.',
);
export const PriceChanged = error(
  'PRICE_CHANGED',
  'conflict',
  'The price is not the one you expected.',
  'Show the quote in details and place the order with its total.',
);
export const OrderCannotMove = error(
  'ORDER_CANNOT_MOVE',
  'conflict',
  'The order cannot go there from where it is.',
  'See details for where it is and what is allowed.',
);
export const TicketCannotMove = error(
  'TICKET_CANNOT_MOVE',
  'conflict',
  'The ticket cannot go there from where it is.',
  'See details for where it is and what is allowed.',
);
export const ClientReferenceTaken = error(
  'CLIENT_REFERENCE_TAKEN',
  'conflict',
  'There is an order with this client reference already.',
  'Read it at /orders/ref:<clientReference>.',
);
export const TableSessionEnded = error(
  'TABLE_SESSION_CLOSED',
  'conflict',
  'The people at this table have left.',
  'Scan the code of the table again.',
);
export const BillNotSettled = error(
  'BILL_NOT_SETTLED',
  'conflict',
  'Something at this table is not paid or not finished yet.',
  'Settle the bill or cancel the orders in details first.',
);
export const TableLabelTaken = error(
  'TABLE_LABEL_TAKEN',
  'conflict',
  'Another table of this outlet has that label.',
  'Choose another label.',
);
export const TableOccupied = error(
  'TABLE_OCCUPIED',
  'conflict',
  'People sit at this table.',
  'Close its session first.',
);
export const CouponRefused = error(
  'COUPON_REFUSED',
  'conflict',
  'This coupon cannot be used.',
  'See details for why; order without it or with another one, with a new Idempotency-Key.',
);
export const LineIsVoid = error(
  'LINE_IS_VOID',
  'conflict',
  'This line was taken off the order already.',
  'Read the order again; order the dish anew if it is wanted after all.',
);
export const OrderChanging = error(
  'ORDER_CHANGING',
  'conflict',
  'Another change of this order is being checked.',
  'Repeat the call after a second.',
);
export const TableNotOpen = error(
  'TABLE_NOT_OPEN',
  'conflict',
  'Nobody has been seated at this table yet.',
  'Ask a waiter to open the table.',
);
export const TablePinRequired = error(
  'TABLE_PIN_REQUIRED',
  'forbidden',
  'This table is joined with a PIN.',
  'Ask those at the table or a waiter for it and send it in pin.',
);
export const TablePinLocked = error(
  'TABLE_PIN_LOCKED',
  'too-many',
  'Too many wrong PINs for this table.',
  'Ask a waiter for a new PIN.',
);
export const BillClosed = error(
  'BILL_CLOSED',
  'conflict',
  'The bill is settled; nothing on it changes any more.',
  'Give money back by a refund of the bill; place a new order for more.',
);
export const BillBeingPaid = error(
  'BILL_BEING_PAID',
  'conflict',
  'Part of the bill is paid, so it cannot be divided anew.',
  'See details for the shares that are paid.',
);
export const BillNotInvoiced = error(
  'BILL_NOT_INVOICED',
  'conflict',
  'There is no invoice before the bill is settled.',
  'Pay what is due first; until then the bill is a proforma.',
);
export const RefundExceedsBill = error(
  'REFUND_EXCEEDS_BILL',
  'conflict',
  'That is more than is left of the bill to refund.',
  'See details for what is left.',
);
export const OutletDayClosed = error(
  'OUTLET_DAY_CLOSED',
  'conflict',
  'The books of this business day are closed.',
  'Order again when the next business day has begun.',
);
export const OutletDayOpen = error(
  'OUTLET_DAY_OPEN',
  'conflict',
  'The day cannot be closed yet.',
  'Settle the bills, finish the orders and count the drawers in details first.',
);
