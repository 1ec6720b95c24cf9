import type { Fulfilment, OrderStatus } from '@chowk/contracts';

/** Who may make a move: the saga, the kitchen's tickets, a person by PATCH status, a cancellation, or the void of the last line. */
export type Mover = 'saga' | 'tickets' | 'person' | 'cancel' | 'late-cancel' | 'voids';

/** Movers that a person asks for by name; the others follow from what happened. */
export const peoplesMovers: readonly Mover[] = ['person', 'cancel', 'late-cancel'];

export interface Move {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly by: readonly Mover[];
}

const beforeTheKitchen: readonly Move[] = [
  { from: 'PLACED', to: 'AWAITING_PAYMENT', by: ['saga'] },
  { from: 'PLACED', to: 'CONFIRMED', by: ['saga'] },
  { from: 'PLACED', to: 'REJECTED', by: ['saga'] },
  { from: 'PLACED', to: 'CANCELLED', by: ['cancel'] },
  { from: 'AWAITING_PAYMENT', to: 'CONFIRMED', by: ['saga'] },
  { from: 'AWAITING_PAYMENT', to: 'EXPIRED', by: ['saga'] },
  { from: 'AWAITING_PAYMENT', to: 'CANCELLED', by: ['cancel'] },
  // Money came after all: it is checked again like a new one.
  { from: 'EXPIRED', to: 'PLACED', by: ['saga'] },
];

const inTheKitchen: readonly Move[] = [
  { from: 'CONFIRMED', to: 'PREPARING', by: ['tickets', 'person'] },
  { from: 'CONFIRMED', to: 'CANCELLED', by: ['cancel', 'voids'] },
  { from: 'PREPARING', to: 'READY', by: ['tickets', 'person'] },
  { from: 'PREPARING', to: 'CANCELLED', by: ['late-cancel', 'voids'] },
  { from: 'READY', to: 'PREPARING', by: ['tickets'] },
  { from: 'READY', to: 'CANCELLED', by: ['late-cancel', 'voids'] },
];

const handedOver: readonly Move[] = [{ from: 'READY', to: 'COMPLETED', by: ['person'] }];

/** What was served and is not paid yet can still be taken off the bill, to the last line. */
const atTheTable: readonly Move[] = [{ from: 'COMPLETED', to: 'CANCELLED', by: ['voids'] }];

const carriedAway: readonly Move[] = [
  { from: 'READY', to: 'DISPATCHED', by: ['person'] },
  { from: 'DISPATCHED', to: 'COMPLETED', by: ['person'] },
  { from: 'DISPATCHED', to: 'CANCELLED', by: ['late-cancel'] },
];

const overTheCounter = [...beforeTheKitchen, ...inTheKitchen, ...handedOver];
const toTheDoor = [...beforeTheKitchen, ...inTheKitchen, ...carriedAway];

/** Every move an order may make, per way of fulfilment; what is not here cannot happen. */
export const moves: Readonly<Record<Fulfilment, readonly Move[]>> = {
  DINE_IN: [...overTheCounter, ...atTheTable],
  TAKEAWAY: overTheCounter,
  BOOKING: overTheCounter,
  DELIVERY: toTheDoor,
  MEAL: toTheDoor,
};

/** Statuses that nobody leads out of by hand. */
export const finalStatuses: readonly OrderStatus[] = ['COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED'];

/** Statuses of an order that came to nothing: its bill does not ask for it. */
export const deadStatuses: readonly OrderStatus[] = ['REJECTED', 'CANCELLED', 'EXPIRED'];

/** The move between two statuses, if the table has it. */
export function moveOf(fulfilment: Fulfilment, from: OrderStatus, to: OrderStatus): Move | undefined {
  return moves[fulfilment].find((move) => move.from === from && move.to === to);
}

/** Where an order can go from here when one of the movers asks. */
export function movesFrom(fulfilment: Fulfilment, from: OrderStatus, movers: readonly Mover[]): OrderStatus[] {
  return moves[fulfilment]
    .filter((move) => move.from === from && move.by.some((mover) => movers.includes(mover)))
    .map(({ to }) => to);
}
