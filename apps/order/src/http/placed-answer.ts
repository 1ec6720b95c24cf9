import { Internal, OrderTimedOut, OutOfStock, type ErrorDefinition, type OrderView } from '@chowk/contracts';
import { accepted, created, refuse, type Answer, type Principal } from '@chowk/kit';
import type { Order } from '../domain/order.js';
import { orderView } from './order.view.js';

/** What an order can be refused with by the saga; the 409 carries the same code and details as the order's rejection. */
const refusals: Readonly<Record<string, ErrorDefinition>> = Object.fromEntries(
  [OutOfStock, OrderTimedOut].map((definition) => [definition.code, definition]),
);

/** 201 once the saga has settled the order, 202 while it is still PLACED; throws the rejection of a refused one. */
export function placedAnswer(order: Order, who: Principal): Answer<OrderView> {
  const { rejection } = order;
  if (rejection) throw refuse(refusals[rejection.code] ?? Internal, rejection.details);
  const location = `/api/v1/orders/${order.id}`;
  return order.status === 'PLACED'
    ? accepted(orderView(order, who), location)
    : created(orderView(order, who), location);
}
