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
