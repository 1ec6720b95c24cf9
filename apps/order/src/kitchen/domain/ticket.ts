import {
  TicketCannotMove,
  TicketChanged,
  TicketCollected,
  TicketQueued,
  TicketReady,
  TicketRecalled,
  TicketStarted,
  TicketVoided,
  type OrderStatus,
  type TicketStatus,
} from '@chowk/contracts';
import { Aggregate, newId, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { lineName, modifierName, type OrderLine } from '../../orders/domain/order-line.js';
import type { Order } from '../../orders/domain/order.js';
import { moveOf } from '../../orders/domain/workflow.js';

export interface TicketLine {
  readonly lineId: string;
  readonly name: string;
  readonly quantity: number;
  readonly modifiers: string[];
  readonly notes: string | null;
}

export interface TicketMaking {
  /** Number called out at the counter. */
  readonly token: number;
  readonly language: string;
  readonly at: Date;
}

interface TicketHistoryEntry {
  readonly status: TicketStatus;
  readonly at: string;
  readonly by: string;
}

/** What a station may do with a ticket; READY back to STARTED is a recall. Only a cancelled order or line voids. */
export const ticketMoves: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  QUEUED: ['STARTED'],
  STARTED: ['READY'],
  READY: ['COLLECTED', 'STARTED'],
  COLLECTED: [],
  VOIDED: [],
};

const factOf = {
  QUEUED: TicketQueued,
  STARTED: TicketStarted,
  READY: TicketReady,
  COLLECTED: TicketCollected,
  VOIDED: TicketVoided,
} as const;

/** What one kitchen station cooks of an order. */
@Entity('ticket')
export class Ticket extends Aggregate {
  @Column('uuid') orderId!: string;
  @Column('text') orderNumber!: string;
  @Column('integer') token!: number;
  @Column('uuid') outletId!: string;
  @Column('text') station!: string;
  @Column('date') businessDate!: string;
  @Column('text', { nullable: true }) tableLabel!: string | null;
  @Column('text') fulfilment!: string;
  @Column('text') status!: TicketStatus;
  @Column('jsonb') lines!: TicketLine[];
  @Column('jsonb') history!: TicketHistoryEntry[];

  /** The ticket that this slip strikes lines off; null for what is to be cooked. */
  @Column('uuid', { nullable: true }) voidOf: string | null = null;

  /** The tickets of a confirmed order, one per station, in the order of its lines; `language` is the kitchen's. */
  static of(
    order: Order,
    { token, language, at }: TicketMaking,
    stations: readonly string[] = stationsOf(order),
  ): Ticket[] {
    return stations.map((station) => {
      const ticket = new Ticket();
      const { orderNumber, outletId, businessDate, tableLabel, fulfilment } = order;
      Object.assign(ticket, { id: newId(), orderId: order.id, orderNumber, token, outletId, station });
      Object.assign(ticket, { businessDate, tableLabel, fulfilment, history: [] });
      ticket.lines = ticketLines(order, station, language);
      ticket.#enter('QUEUED', at, 'order');
      return ticket;
    });
  }

  /** Its station cooks it or has cooked it. */
  get isBegun(): boolean {
    return this.status === 'STARTED' || this.status === 'READY' || this.status === 'COLLECTED';
  }

  /** Whether the station was given this line on it and it still counts. */
  holds(lineId: string): boolean {
    return this.status !== 'VOIDED' && this.lines.some((line) => line.lineId === lineId);
  }

  /**
   * Strikes a line off. The slip that tells the station so comes back; null when nothing else is left, so that the ticket
   * itself is voided, and for food that was collected, which is beyond striking off.
   */
  strikeOff(lineId: string, at: Date, by: string): Ticket | null {
    if (this.status === 'COLLECTED') return null;
    const [struck, left] = [true, false].map((isIt) => this.lines.filter((line) => (line.lineId === lineId) === isIt));
    if (!struck?.length || !left?.length) {
      this.void(at, by);
      return null;
    }
    this.lines = left;
    this.record(TicketChanged, this.#told());
    const slip = new Ticket();
    const { orderId, orderNumber, token, outletId, station, businessDate, tableLabel, fulfilment } = this;
    Object.assign(slip, { id: newId(), orderId, orderNumber, token, outletId, station, businessDate });
    Object.assign(slip, { tableLabel, fulfilment, lines: struck, voidOf: this.id, history: [] });
    slip.#enter('VOIDED', at, by);
    return slip;
  }

  /** The station gets what the changed order has for it now; a ticket with nothing left is voided. */
  follow(order: Order, language: string, at: Date, by: string): void {
    const lines = ticketLines(order, this.station, language);
    if (lines.length === 0) return this.void(at, by);
    if (JSON.stringify(lines) === JSON.stringify(this.lines)) return;
    this.lines = lines;
    this.record(TicketChanged, this.#told());
  }

  /** A station's step; the status it has already changes nothing. Throws TICKET_CANNOT_MOVE. */
  moveTo(status: TicketStatus, at: Date, by: string): void {
    if (status === this.status) return;
    const allowed = ticketMoves[this.status];
    if (!allowed.includes(status)) throw refuse(TicketCannotMove, { status: this.status, to: status, allowed });
    this.#enter(status, at, by);
  }

  /** Brings it to a later status through all the steps between, for the order that was moved as a whole. */
  advanceTo(status: 'STARTED' | 'READY' | 'COLLECTED', at: Date, by: string): void {
    for (const step of ['STARTED', 'READY', 'COLLECTED'] as const) {
      if (ticketMoves[this.status].includes(step) && isForward(this.status, step)) this.#enter(step, at, by);
      if (step === status) return;
    }
  }

  /** What is on it is not wanted any more; food that was collected is beyond that. */
  void(at: Date, by: string): void {
    if (this.status !== 'COLLECTED' && this.status !== 'VOIDED') this.#enter('VOIDED', at, by);
  }

  #enter(status: TicketStatus, at: Date, by: string): void {
    const isRecall = this.status === 'READY' && status === 'STARTED';
    this.status = status;
    this.history = [...this.history, { status, at: at.toISOString(), by }];
    this.record(isRecall ? TicketRecalled : factOf[status], this.#told());
  }

  #told() {
    const { id: ticketId, orderId, orderNumber, token, outletId, station, businessDate, tableLabel } = this;
    const { fulfilment, status, lines, voidOf } = this;
    return {
      ...{ ticketId, orderId, orderNumber, token, outletId, station, businessDate, tableLabel },
      ...{ fulfilment, voidOf, status, lines },
    };
  }
}

/**
 * Where the tickets bring their order: nothing begun: CONFIRMED, something begun: PREPARING, all of it ready or gone:
 * READY. Voided tickets do not count; undefined when none is left that does.
 */
export function orderStatusByTickets(tickets: readonly Pick<Ticket, 'status'>[]): OrderStatus | undefined {
  const counting = tickets.map(({ status }) => status).filter((status) => status !== 'VOIDED');
  if (counting.length === 0) return undefined;
  if (counting.every((status) => status === 'READY' || status === 'COLLECTED')) return 'READY';
  return counting.every((status) => status === 'QUEUED') ? 'CONFIRMED' : 'PREPARING';
}

/** Moves the order where its tickets bring it, if its way of fulfilment has that move. Throws ORDER_CHANGING. */
export function bringAlong(order: Order, tickets: readonly Pick<Ticket, 'status'>[], at: Date, by: string): void {
  const reached = orderStatusByTickets(tickets);
  if (reached === undefined || !moveOf(order.fulfilment, order.status, reached)?.by.includes('tickets')) return;
  order.moveTo(reached, 'tickets', at, by);
}

/** Stations that have something to cook of an order, in the order of its lines. */
export function stationsOf(order: Order): string[] {
  return [...new Set(order.lines.filter(isCooked).map(({ station }) => station))];
}

function isCooked({ status }: OrderLine): boolean {
  return status !== 'VOIDED';
}

function ticketLines(order: Order, station: string, language: string): TicketLine[] {
  return order.lines
    .filter((line) => isCooked(line) && line.station === station)
    .map((line) => ({
      lineId: line.lineId,
      name: lineName(line, language),
      quantity: line.quantity,
      modifiers: line.modifiers.map((modifier) => modifierName(modifier, language)),
      notes: line.notes,
    }));
}

function isForward(from: TicketStatus, to: TicketStatus): boolean {
  const line: readonly TicketStatus[] = ['QUEUED', 'STARTED', 'READY', 'COLLECTED'];
  return line.indexOf(to) > line.indexOf(from);
}
