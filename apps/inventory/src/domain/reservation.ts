import { InventoryCommitted, InventoryRejected, InventoryReleased, InventoryReserved } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { differenceOf, totalOf, type Hold, type LineHolds } from './holds.js';
import type { Shortage } from './requirement.js';

export type ReservationStatus = 'HELD' | 'COMMITTED' | 'RELEASED' | 'REJECTED';
export type ReleaseReason = 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'HOLD_EXPIRED';

/** After these an order can be wanted again: it was paid late. */
const revivable: readonly (ReleaseReason | null)[] = ['EXPIRED', 'HOLD_EXPIRED'];

/**
 * What an order has in the stock; its id is the order's. A reservation that was released before its order was heard of
 * stands as a tombstone: the order that arrives late then holds nothing.
 */
@Entity('reservation')
export class Reservation extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') status!: ReservationStatus;
  /** All that is held or sold, each stock item once. */
  @Column('jsonb') holds!: readonly Hold[];
  /** The same, line by line: what a line took goes back when it is not wanted, whatever the recipe says by then. */
  @Column('jsonb') lines: readonly LineHolds[] = [];
  @Column('timestamptz', { nullable: true }) holdUntil!: Date | null;
  /** The last revision of the order that was answered; 0 before any. */
  @Column('integer') revision: number = 0;
  @Column('text', { nullable: true }) releaseReason: ReleaseReason | null = null;

  static hold(orderId: string, outletId: string, lines: readonly LineHolds[], holdUntil: Date): Reservation {
    const reservation = Reservation.of(orderId, outletId, { status: 'RELEASED', holds: [], holdUntil: null });
    reservation.begin(lines, holdUntil);
    return reservation;
  }

  static refuse(orderId: string, outletId: string, short: readonly Shortage[]): Reservation {
    const reservation = Reservation.of(orderId, outletId, { status: 'REJECTED', holds: [], holdUntil: null });
    reservation.record(InventoryRejected, { orderId, outletId, short: [...short] });
    return reservation;
  }

  /** For an order that came to nothing before its placing was heard of. */
  static tombstone(orderId: string, outletId: string, releaseReason: ReleaseReason): Reservation {
    const nothing = { status: 'RELEASED', holds: [], holdUntil: null } as const;
    return Object.assign(Reservation.of(orderId, outletId, nothing), { releaseReason });
  }

  private static of(
    id: string,
    outletId: string,
    state: Pick<Reservation, 'status' | 'holds' | 'holdUntil'>,
  ): Reservation {
    return Object.assign(new Reservation(), { id, outletId, ...state });
  }

  /** Whether its order had expired, so that it may hold again. */
  get canRevive(): boolean {
    return this.status === 'RELEASED' && revivable.includes(this.releaseReason);
  }

  /** Whether a revision of its order is to be answered: not an older one, and not one of an order that is over. */
  canRevise(revision: number): boolean {
    return revision > this.revision && (this.status === 'HELD' || this.status === 'COMMITTED');
  }

  /** Whether it holds something still, for longer than it may. */
  isOverdue(now: Date): boolean {
    return this.status === 'HELD' && this.holdUntil !== null && this.holdUntil < now;
  }

  /** Holds that much for its order from now on. */
  begin(lines: readonly LineHolds[], holdUntil: Date): void {
    this.status = 'HELD';
    this.releaseReason = null;
    this.holdUntil = holdUntil;
    this.keep(lines);
    const { id: orderId, outletId } = this;
    this.record(InventoryReserved, { orderId, outletId, holdUntil: holdUntil.toISOString() });
  }

  /** An expired order that was paid after all cannot be had any more. */
  refuseRevival(short: readonly Shortage[]): void {
    this.status = 'REJECTED';
    this.record(InventoryRejected, { orderId: this.id, outletId: this.outletId, short: [...short] });
  }

  /** The order's lines are these now. Answers what has to be held or taken besides (positive), and what no more (negative). */
  revise(revision: number, lines: readonly LineHolds[], now: Date): Hold[] {
    const before = this.holds;
    this.keep(lines);
    this.revision = revision;
    const { id: orderId, outletId } = this;
    const holdUntil = (this.holdUntil ?? now).toISOString();
    this.record(InventoryReserved, { orderId, outletId, holdUntil, revision });
    return differenceOf(before, this.holds);
  }

  /** The lines cannot be had; it stays as it was. */
  refuseRevision(revision: number, short: readonly Shortage[]): void {
    this.revision = revision;
    this.record(InventoryRejected, { orderId: this.id, outletId: this.outletId, short: [...short], revision });
  }

  /** The order is certain. False when there is nothing to take: it was taken before, or never held. */
  commit(): boolean {
    if (this.status === 'COMMITTED') return false;
    if (this.status !== 'HELD') throw new Error(`The reservation of order ${this.id} is ${this.status}, not held`);
    this.status = 'COMMITTED';
    this.holdUntil = null;
    this.record(InventoryCommitted, { orderId: this.id, outletId: this.outletId });
    return true;
  }

  /** A line is not wanted any more. Answers what it held or took; nothing when it is unknown here or gone already. */
  drop(lineId: string): readonly Hold[] {
    const line = this.lines.find((one) => one.lineId === lineId);
    if (!line || (this.status !== 'HELD' && this.status !== 'COMMITTED')) return [];
    this.keep(this.lines.filter((one) => one !== line));
    return line.holds;
  }

  /** The order came to nothing. Tells what becomes of what it has: it was held, or sold, or what was sold is wasted. */
  release(reason: ReleaseReason, isPrepared: boolean): 'held' | 'sold' | 'wasted' | 'nothing' {
    const was = this.status;
    if (was === 'RELEASED' || was === 'REJECTED') return 'nothing';
    this.status = 'RELEASED';
    this.releaseReason = reason;
    this.holdUntil = null;
    if (was === 'COMMITTED' && isPrepared) return 'wasted';
    this.record(InventoryReleased, { orderId: this.id, outletId: this.outletId, reason });
    return was === 'HELD' ? 'held' : 'sold';
  }

  private keep(lines: readonly LineHolds[]): void {
    this.lines = lines;
    this.holds = totalOf(lines);
  }
}
