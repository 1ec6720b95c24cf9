import {
  BillClosed,
  CouponRefused,
  Internal,
  OrderCannotMove,
  OrderTimedOut,
  OutOfStock,
  type ErrorDefinition,
  type OrderView,
} from '@chowk/contracts';
import { accepted, Answer, created, refuse, type Principal } from '@chowk/kit';
import type { Order, Rejection } from '../domain/order.js';
import type { Revision } from '../use-cases/revise-order.js';
import { orderView } from './order.view.js';

/** What the saga can refuse an order or a change of its lines with; the 409 carries the same code and details as the row. */
const refusals: Readonly<Record<string, ErrorDefinition>> = Object.fromEntries(
  [OutOfStock, CouponRefused, OrderTimedOut, BillClosed, OrderCannotMove].map((definition) => [
    definition.code,
    definition,
  ]),
);

/** 201 once the saga has settled the order, 202 while it is still PLACED; throws the rejection of a refused one. */
export function placedAnswer(order: Order, who: Principal): Answer<OrderView> {
  if (order.rejection) throw refusalOf(order.rejection);
  return order.status === 'PLACED'
    ? accepted(orderView(order, who), addressOf(order))
    : created(orderView(order, who), addressOf(order));
}

/** 200 once the lines have changed, 202 while that is being checked; throws why they have not. */
export function revisedAnswer({ order, isPending, rejection }: Revision, who: Principal): Answer<OrderView> {
  if (rejection) throw refusalOf(rejection);
  const view = orderView(order, who);
  return isPending ? accepted(view, addressOf(order)) : new Answer(200, view);
}

function refusalOf({ code, details }: Rejection) {
  return refuse(refusals[code] ?? Internal, details);
}

function addressOf({ id }: Order): string {
  return `/api/v1/orders/${id}`;
}
