import type { CountedFact } from './counted-fact.js';

/** When a ticket passed through its station, in milliseconds since 1970. Null: not told yet, or never. */
export interface TicketTimes {
  readonly station: string;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
  /** When it was ready for the last time: a ticket that was recalled was not ready. */
  readonly readyAt: number | null;
  /** 1: it was voided, and its times say nothing about the station. */
  readonly voided: 0 | 1;
}

/** When a table was taken and free again, in milliseconds since 1970. */
export interface SittingTimes {
  readonly openedAt: number | null;
  readonly closedAt: number | null;
}

/** What a fact says about a ticket; undefined for all other facts. */
export function ticketTimesOf(fact: CountedFact): (TicketTimes & { readonly ticketId: string }) | undefined {
  switch (fact.type) {
    case 'ticket.queued.v1':
    case 'ticket.started.v1':
    case 'ticket.ready.v1':
    case 'ticket.voided.v1': {
      const { ticketId, station } = fact.data;
      const at = (type: CountedFact['type']) => (fact.type === type ? fact.time.getTime() : null);
      return {
        ...{ ticketId, station, queuedAt: at('ticket.queued.v1'), startedAt: at('ticket.started.v1') },
        ...{ readyAt: at('ticket.ready.v1'), voided: fact.type === 'ticket.voided.v1' ? 1 : 0 },
      };
    }
    default:
      return undefined;
  }
}

/** What a fact says about a table session; undefined for all other facts. */
export function sittingTimesOf(fact: CountedFact): (SittingTimes & { readonly tableSessionId: string }) | undefined {
  if (fact.type !== 'table-session.opened.v1' && fact.type !== 'table-session.closed.v1') return undefined;
  const { tableSessionId } = fact.data;
  const time = fact.time.getTime();
  return fact.type === 'table-session.opened.v1'
    ? { tableSessionId, openedAt: time, closedAt: null }
    : { tableSessionId, openedAt: null, closedAt: time };
}

export const mergedTicket = (one: TicketTimes | undefined, other: TicketTimes): TicketTimes => ({
  station: other.station,
  queuedAt: earliest(one?.queuedAt, other.queuedAt),
  startedAt: earliest(one?.startedAt, other.startedAt),
  readyAt: latest(one?.readyAt, other.readyAt),
  voided: one?.voided === 1 ? 1 : other.voided,
});

export const mergedSitting = (one: SittingTimes | undefined, other: SittingTimes): SittingTimes => ({
  openedAt: earliest(one?.openedAt, other.openedAt),
  closedAt: latest(one?.closedAt, other.closedAt),
});

type Time = number | null | undefined;
const earliest = (one: Time, other: Time): number | null => picked(Math.min, one, other);
const latest = (one: Time, other: Time): number | null => picked(Math.max, one, other);

function picked(pick: (one: number, other: number) => number, one: Time, other: Time): number | null {
  if (one == null || other == null) return one ?? other ?? null;
  return pick(one, other);
}
