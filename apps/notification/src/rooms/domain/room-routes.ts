import {
  BillSettled,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderStatusChanged,
  PaymentCaptured,
  PaymentFailed,
  PaymentQuarantined,
  PaymentRefunded,
  StockLow,
  StockOut,
  TableSessionClosed,
  TableSessionOpened,
  TicketCollected,
  TicketQueued,
  TicketReady,
  TicketRecalled,
  TicketStarted,
  TicketVoided,
  type DataOf,
  type EventDefinition,
  type Received,
} from '@chowk/contracts';
import { customerRoom, kitchenRoom, managersRoom, stationRoom, tableSessionRoom } from './room.js';

/** Who placed an order, as far as rooms go. */
export interface Placer {
  readonly customerId: string | null;
  readonly tableSessionId: string | null;
}

interface Route<Definition extends EventDefinition = EventDefinition> {
  readonly definition: Definition;
  readonly rooms: (data: DataOf<Definition>) => readonly string[];
  /** Orders whose people are told too. */
  readonly orders: (data: DataOf<Definition>) => readonly string[];
}

type OrderHead = Placer & { readonly outletId: string };
type Station = { readonly outletId: string; readonly station: string };
type OfOutlet = { readonly outletId: string };
type OfOrders = OfOutlet & { readonly orderIds: readonly string[] };

const toPeopleAndManagers = (data: OrderHead) => [...roomsOfPlacer(data), managersRoom(data.outletId)];
const toKitchen = ({ outletId, station }: Station) => [kitchenRoom(outletId), stationRoom(outletId, station)];
const toManagers = ({ outletId }: OfOutlet) => [managersRoom(outletId)];
const itsOrders = ({ orderIds }: OfOrders) => orderIds;
const nobody = () => [];

function route<Definition extends EventDefinition>(
  definition: Definition,
  rooms: Route<Definition>['rooms'],
  orders: Route<Definition>['orders'] = nobody,
): readonly [string, Route] {
  const told = {
    definition,
    rooms: (data: unknown) => rooms(definition.schema.parse(data) as DataOf<Definition>),
    orders: (data: unknown) => orders(definition.schema.parse(data) as DataOf<Definition>),
  };
  return [definition.type, told];
}

/** Which event is told in which rooms: the one table of it. */
// prettier-ignore
export const roomRoutes: ReadonlyMap<string, Route> = new Map([
  route(OrderPlaced,        toPeopleAndManagers),
  route(OrderConfirmed,     toPeopleAndManagers),
  route(OrderStatusChanged, toPeopleAndManagers),
  route(OrderRejected,      toPeopleAndManagers),
  route(OrderCancelled,     toPeopleAndManagers),
  route(OrderExpired,       toPeopleAndManagers),
  route(TicketQueued,       toKitchen),
  route(TicketStarted,      toKitchen),
  route(TicketReady,        toKitchen),
  route(TicketCollected,    toKitchen),
  route(TicketRecalled,     toKitchen),
  route(TicketVoided,       toKitchen),
  route(TableSessionOpened, (data) => [tableSessionRoom(data.tableSessionId), managersRoom(data.outletId)]),
  route(TableSessionClosed, (data) => [tableSessionRoom(data.tableSessionId), managersRoom(data.outletId)]),
  route(BillSettled,        toManagers, itsOrders),
  route(PaymentCaptured,    toManagers, itsOrders),
  route(PaymentFailed,      toManagers, itsOrders),
  route(PaymentRefunded,    toManagers, itsOrders),
  route(PaymentQuarantined, toManagers),
  route(StockLow,           toManagers),
  route(StockOut,           toManagers),
]);

/** The rooms in which the placer of an order hears of it. */
export function roomsOfPlacer({ customerId, tableSessionId }: Placer): readonly string[] {
  return [
    ...(customerId === null ? [] : [customerRoom(customerId)]),
    ...(tableSessionId === null ? [] : [tableSessionRoom(tableSessionId)]),
  ];
}

/** Where an event is told, and the orders whose people are told too. Throws for an event that the table does not know. */
export function routeOf({ type, data }: Received): { rooms: readonly string[]; orderIds: readonly string[] } {
  const found = roomRoutes.get(type);
  if (!found) throw new Error(`${type} is told in no room`);
  return { rooms: found.rooms(data), orderIds: found.orders(data) };
}
