import {
  NotFound,
  RateLimited,
  TableSessionApproved,
  TableSessionAttended,
  TableSessionClosed,
  TableSessionEnded,
  TableSessionJoined,
  TableSessionOpened,
  TableSessionRequested,
} from '@chowk/contracts';
import { Aggregate, newId, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { deviceMark, type Guest } from './guest.js';
import type { NewTableRequest, TableRequest } from './table-request.js';
import type { Table } from './table.js';

export interface OpenedBy {
  readonly businessDate: string;
  readonly covers: number | null;
  readonly by: string;
  /** What must be said to join, where the business asks for it. */
  readonly pin: string | null;
  /** Set when staff opened it: they see who sits there. */
  readonly approvedAt: Date | null;
}

/** What a PIN somebody said was good for. */
export type PinOutcome = 'right' | 'wrong' | 'locked';

/** Wrong PINs after which only a new PIN lets anybody join: one in a thousand guesses right until then. */
const mostWrongPins = 10;
/** Most phones at one table, and most wishes open at once: who scans a photographed code cannot fill the row. */
const mostGuests = 200;
const mostOpenRequests = 10;

/** People at a table, from sitting down to leaving; a table has at most one open session. */
@Entity('table_session')
export class TableSession extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('uuid') tableId!: string;
  @Column('text') tableLabel!: string;
  @Column('text', { nullable: true }) tableArea!: string | null;
  @Column('date') businessDate!: string;
  @Column('text') status!: 'OPEN' | 'CLOSED';
  /** The bill its next order goes to; another one once this one is closed. */
  @Column('uuid') billId!: string;
  /** Customers who scanned the code: each sees the orders of all. */
  @Column('jsonb') members: string[] = [];
  @Column('jsonb') guests: Guest[] = [];
  @Column('jsonb') requests: TableRequest[] = [];
  @Column('integer', { nullable: true }) covers!: number | null;
  @Column('text') openedBy!: string;
  /** When staff saw the people at the table; null: nobody did. */
  @Column('timestamptz', { nullable: true }) approvedAt: Date | null = null;
  @Column('text', { nullable: true }) approvedBy: string | null = null;
  @Column('text', { nullable: true }) pin: string | null = null;
  @Column('integer') pinFailures: number = 0;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null = null;

  /** People sit down. */
  static open(table: Table, { businessDate, covers, by, pin, approvedAt }: OpenedBy): TableSession {
    const session = new TableSession();
    const { id: tableId, outletId, label: tableLabel, area: tableArea } = table;
    Object.assign(session, { id: newId(), tableId, outletId, tableLabel, tableArea, businessDate, covers, pin });
    session.status = 'OPEN';
    session.openedBy = by;
    session.approvedAt = approvedAt;
    session.approvedBy = approvedAt === null ? null : by;
    session.billId = newId();
    session.record(TableSessionOpened, session.#seating());
    return session;
  }

  /** A customer joins the table; who is there already stays there. Throws TABLE_SESSION_CLOSED. */
  join(customerId: string): void {
    this.#mustBeOpen();
    if (this.members.includes(customerId)) return;
    this.members = [...this.members, customerId];
    this.record(TableSessionJoined, { ...this.#seating(), guestId: null, customerId });
  }

  /** The guest who joined with that phone, if any. */
  guestWith(deviceId: string): Guest | undefined {
    const device = deviceMark(this.id, deviceId);
    return this.guests.find((guest) => guest.device === device);
  }

  /** A phone joins the table; the same phone is the same guest. Throws TABLE_SESSION_CLOSED, RATE_LIMITED for too many phones. */
  welcome(deviceId: string, at: Date): Guest {
    this.#mustBeOpen();
    const known = this.guestWith(deviceId);
    if (known) return known;
    if (this.guests.length >= mostGuests) throw refuse(RateLimited, { guests: mostGuests });
    const device = deviceMark(this.id, deviceId);
    const guest = { guestId: newId(), device, customerId: null, joinedAt: at.toISOString() };
    this.guests = [...this.guests, guest];
    this.record(TableSessionJoined, { ...this.#seating(), guestId: guest.guestId, customerId: null });
    return guest;
  }

  /** A guest is known as a customer from now on; the first one who says so stays it. Throws NotFound, TABLE_SESSION_CLOSED. */
  recognise(guestId: string, customerId: string): void {
    this.#mustBeOpen();
    const guest = this.guests.find((one) => one.guestId === guestId);
    if (!guest || (guest.customerId !== null && guest.customerId !== customerId)) throw refuse(NotFound);
    if (guest.customerId === customerId) return;
    this.guests = this.guests.map((one) => (one === guest ? { ...one, customerId } : one));
    if (!this.members.includes(customerId)) this.members = [...this.members, customerId];
    this.record(TableSessionJoined, { ...this.#seating(), guestId, customerId });
  }

  /** Staff saw the people at the table; seeing them twice changes nothing. Throws TABLE_SESSION_CLOSED. */
  approve(by: string, at: Date): void {
    this.#mustBeOpen();
    if (this.approvedAt !== null) return;
    this.approvedAt = at;
    this.approvedBy = by;
    this.record(TableSessionApproved, { ...this.#seating(), by });
  }

  /** Another PIN; wrong ones are counted anew. Throws TABLE_SESSION_CLOSED. */
  lockWith(pin: string): void {
    this.#mustBeOpen();
    this.pin = pin;
    this.pinFailures = 0;
  }

  /** Tries a PIN; a wrong one counts. Without a PIN none is right, and saying nothing counts for nothing. */
  tryPin(said: string | undefined): PinOutcome {
    if (this.pinFailures >= mostWrongPins) return 'locked';
    if (said !== undefined && said === this.pin) return 'right';
    if (said !== undefined) this.pinFailures += 1;
    return 'wrong';
  }

  /** The people at the table want something; what they want already is not wanted twice. Throws TABLE_SESSION_CLOSED, RATE_LIMITED. */
  ask({ kind, note, by }: NewTableRequest, at: Date): { request: TableRequest; isNew: boolean } {
    this.#mustBeOpen();
    const open = this.requests.filter(({ status }) => status === 'OPEN');
    const same = open.find((one) => one.kind === kind && one.note === note);
    if (same) return { request: same, isNew: false };
    if (open.length >= mostOpenRequests) throw refuse(RateLimited, { openRequests: mostOpenRequests });
    const opened = { status: 'OPEN' as const, at: at.toISOString(), doneBy: null, doneAt: null };
    const request: TableRequest = { requestId: newId(), kind, note, by, ...opened };
    this.requests = [...this.requests, request];
    this.record(TableSessionRequested, { ...this.#seating(), requestId: request.requestId, kind, note });
    return { request, isNew: true };
  }

  /** Somebody looked after it; doing so twice changes nothing. Throws NotFound. */
  attend(requestId: string, by: string, at: Date): TableRequest {
    const request = this.requests.find((one) => one.requestId === requestId);
    if (!request) throw refuse(NotFound);
    if (request.status === 'DONE') return request;
    const done: TableRequest = { ...request, status: 'DONE', doneBy: by, doneAt: at.toISOString() };
    this.requests = this.requests.map((one) => (one === request ? done : one));
    const { kind, note } = request;
    this.record(TableSessionAttended, { ...this.#seating(), requestId, kind, note, by });
    return done;
  }

  /** Its bill takes no more orders: the next ones go to another bill. */
  goOnWith(billId: string): void {
    this.billId = billId;
  }

  /** The table is free again and nothing is wanted there any more; closing it twice changes nothing. */
  close(by: string, at: Date): void {
    if (this.status === 'CLOSED') return;
    this.status = 'CLOSED';
    this.closedAt = at;
    this.requests = this.requests.map((one) =>
      one.status === 'DONE' ? one : { ...one, status: 'DONE', doneBy: by, doneAt: at.toISOString() },
    );
    this.record(TableSessionClosed, this.#seating());
  }

  #mustBeOpen(): void {
    if (this.status === 'CLOSED') throw refuse(TableSessionEnded);
  }

  #seating() {
    const { id: tableSessionId, tableId, tableLabel, outletId, businessDate } = this;
    return { tableSessionId, tableId, tableLabel, outletId, businessDate };
  }
}
