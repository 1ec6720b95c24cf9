import {
  TicketCannotMove,
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
import { lineName, modifierName } from './order-line.js';
import type { Order } from './order.js';

export interface TicketLine {
  readonly lineId: string;
  readonly name: string;
  readonly quantity: number;
  readonly modifiers: string[];
  readonly notes: string | null;
}

interface TicketHistoryEntry {
  readonly status: TicketStatus;
  readonly at: string;
  readonly by: string;
}

/** What a station may do with a ticket; READY back to STARTED is a recall. Only a cancelled order voids. */
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

  /** The tickets of a confirmed order, one per station, in the order of its lines; `language` is the kitchen's. */
  static of(order: Order, { token, language, at }: { token: number; language: string; at: Date }): Ticket[] {
    const lines = order.lines.filter(({ status }) => status === 'ORDERED');
    return [...new Set(lines.map(({ station }) => station))].map((station) => {
      const ticket = new Ticket();
      const { orderNumber, outletId, businessDate, tableLabel, fulfilment } = order;
      Object.assign(ticket, { id: newId(), orderId: order.id, orderNumber, token, outletId, station });
      Object.assign(ticket, { businessDate, tableLabel, fulfilment, history: [] });
      ticket.lines = lines
        .filter((line) => line.station === station)
        .map((line) => ({
          lineId: line.lineId,
          name: lineName(line, language),
          quantity: line.quantity,
          modifiers: line.modifiers.map((modifier) => modifierName(modifier, language)),
          notes: line.notes,
        }));
      ticket.#enter('QUEUED', at, 'order');
      return ticket;
    });
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
    const { id: ticketId, orderId, orderNumber, token, outletId, station, businessDate, tableLabel } = this;
    const { fulfilment, lines } = this;
    this.record(isRecall ? TicketRecalled : factOf[status], {
      ...{ ticketId, orderId, orderNumber, token, outletId, station, businessDate, tableLabel },
      ...{ fulfilment, status, lines },
    });
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

function isForward(from: TicketStatus, to: TicketStatus): boolean {
  const line: readonly TicketStatus[] = ['QUEUED', 'STARTED', 'READY', 'COLLECTED'];
  return line.indexOf(to) > line.indexOf(from);
}
