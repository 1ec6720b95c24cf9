import {
  BillPresented,
  BillRefunded,
  BillSettled,
  BillSplit,
  CashReceived,
  DayClosed,
  DevicePaired,
  DeviceRemoved,
  DrawerClosed,
  DrawerOpened,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineComped,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRepriced,
  OrderRevived,
  OrderStatusChanged,
  PaymentCaptured,
  PaymentFailed,
  PaymentQuarantined,
  PaymentRefunded,
  StockBack,
  StockLow,
  StockOut,
  TableSessionApproved,
  TableSessionAttended,
  TableSessionClosed,
  TableSessionJoined,
  TableSessionOpened,
  TableSessionRequested,
  TicketChanged,
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
import { customerRoom, floorRoom, kitchenRoom, managersRoom, stationRoom, tableSessionRoom } from './room.js';

/** Who placed an order, as far as rooms go. */
export interface Placer {
  readonly customerId?: string | null | undefined;
  readonly tableSessionId?: string | null | undefined;
}

type Rooms<Data> = (data: Data) => readonly string[];

interface Route<Definition extends EventDefinition = EventDefinition> {
  readonly definition: Definition;
  readonly rooms: Rooms<DataOf<Definition>>;
  /** Orders whose people are told too. */
  readonly orders: Rooms<DataOf<Definition>>;
}

type OfOutlet = { readonly outletId: string };
type OfTable = { readonly tableSessionId?: string | null | undefined };
type OfStation = OfOutlet & { readonly station: string };
type OfOrders = { readonly orderIds: readonly string[] };

const people = (placer: Placer) => roomsOfPlacer(placer);
/** All who sit at the table, with or without a number. */
const table = ({ tableSessionId }: OfTable) => roomsOfPlacer({ tableSessionId });
const floor = ({ outletId }: OfOutlet) => [floorRoom(outletId)];
const kitchen = ({ outletId, station }: OfStation) => [kitchenRoom(outletId), stationRoom(outletId, station)];
const managers = ({ outletId }: OfOutlet) => [managersRoom(outletId)];
/** The people of the orders that the event names. */
const payers = ({ orderIds }: OfOrders) => orderIds;

function route<Definition extends EventDefinition>(
  definition: Definition,
  told: readonly Rooms<DataOf<Definition>>[],
  orders: Rooms<DataOf<Definition>> = () => [],
): readonly [string, Route] {
  const read = (data: unknown) => definition.schema.parse(data) as DataOf<Definition>;
  return [
    definition.type,
    {
      definition,
      rooms: (data: unknown) => told.flatMap((rooms) => rooms(read(data))),
      orders: (data: unknown) => orders(read(data)),
    },
  ];
}

/** Which event is told in which rooms: the one table of it. */
// prettier-ignore
export const roomRoutes: ReadonlyMap<string, Route> = new Map([
  route(OrderPlaced,           [people, floor, managers]),
  route(OrderRevived,          [people, floor, managers]),
  route(OrderConfirmed,        [people, floor, managers]),
  route(OrderStatusChanged,    [people, floor, managers]),
  route(OrderRepriced,         [people, floor, managers]),
  route(OrderLineVoided,       [people, floor, managers]),
  route(OrderLineComped,       [people, floor, managers]),
  route(OrderRejected,         [people, floor, managers]),
  route(OrderCancelled,        [people, floor, managers]),
  route(OrderExpired,          [people, floor, managers]),

  route(TicketQueued,          [kitchen]),
  route(TicketStarted,         [kitchen]),
  route(TicketChanged,         [kitchen]),
  route(TicketReady,           [kitchen, floor]),
  route(TicketCollected,       [kitchen, floor]),
  route(TicketRecalled,        [kitchen, floor]),
  route(TicketVoided,          [kitchen]),

  route(TableSessionOpened,    [table, floor, managers]),
  route(TableSessionJoined,    [table, floor, managers]),
  route(TableSessionApproved,  [table, floor, managers]),
  route(TableSessionRequested, [table, floor, managers]),
  route(TableSessionAttended,  [table, floor, managers]),
  route(TableSessionClosed,    [table, floor, managers]),

  route(BillPresented,         [table, floor, managers], payers),
  route(BillSplit,             [table, floor, managers], payers),
  route(BillSettled,           [table, floor, managers], payers),
  route(BillRefunded,          [table, floor, managers], payers),
  route(DayClosed,             [floor, managers]),

  route(PaymentCaptured,       [floor, managers], payers),
  route(PaymentFailed,         [floor, managers], payers),
  route(PaymentRefunded,       [floor, managers], payers),
  route(PaymentQuarantined,    [managers]),
  route(CashReceived,          [managers]),
  route(DrawerOpened,          [managers]),
  route(DrawerClosed,          [managers]),

  route(StockLow,              [managers]),
  route(StockOut,              [floor, managers]),
  route(StockBack,             [floor, managers]),

  route(DevicePaired,          [managers]),
  route(DeviceRemoved,         [managers]),
]);

/** The rooms in which the placer of an order hears of it. */
export function roomsOfPlacer({ customerId, tableSessionId }: Placer): readonly string[] {
  return [
    ...(customerId ? [customerRoom(customerId)] : []),
    ...(tableSessionId ? [tableSessionRoom(tableSessionId)] : []),
  ];
}

/** Where an event is told, and the orders whose people are told too. Throws for an event that the table does not know. */
export function routeOf({ type, data }: Received): { rooms: readonly string[]; orderIds: readonly string[] } {
  const found = roomRoutes.get(type);
  if (!found) throw new Error(`${type} is told in no room`);
  return { rooms: found.rooms(data), orderIds: found.orders(data) };
}
