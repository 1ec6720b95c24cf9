import { InventoryCommitted, InventoryRejected, InventoryReleased, InventoryReserved } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import type { Shortage } from './requirement.js';

export type ReservationStatus = 'HELD' | 'COMMITTED' | 'RELEASED' | 'REJECTED';
export type ReleaseReason = 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'HOLD_EXPIRED';

/** So much of a stock item that an order holds or took. */
export interface Hold {
  readonly stockItemId: string;
  readonly quantity: number;
}

/**
 * What an order has in the stock; its id is the order's. A reservation that was released before its order was heard of
 * stands as a tombstone: the order that arrives late then holds nothing.
 */
@Entity('reservation')
export class Reservation extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') status!: ReservationStatus;
  @Column('jsonb') holds!: readonly Hold[];
  @Column('timestamptz', { nullable: true }) holdUntil!: Date | null;

  static hold(orderId: string, outletId: string, holds: readonly Hold[], holdUntil: Date): Reservation {
    const reservation = Reservation.of(orderId, outletId, { status: 'HELD', holds, holdUntil });
    reservation.record(InventoryReserved, { orderId, outletId, holdUntil: holdUntil.toISOString() });
    return reservation;
  }

  static refuse(orderId: string, outletId: string, short: readonly Shortage[]): Reservation {
    const reservation = Reservation.of(orderId, outletId, { status: 'REJECTED', holds: [], holdUntil: null });
    reservation.record(InventoryRejected, { orderId, outletId, short: [...short] });
    return reservation;
  }

  /** For an order that came to nothing before its placing was heard of. */
  static tombstone(orderId: string, outletId: string): Reservation {
    return Reservation.of(orderId, outletId, { status: 'RELEASED', holds: [], holdUntil: null });
  }

  private static of(
    id: string,
    outletId: string,
    state: Pick<Reservation, 'status' | 'holds' | 'holdUntil'>,
  ): Reservation {
    return Object.assign(new Reservation(), { id, outletId, ...state });
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

  /** The order came to nothing. Tells what has to go back: what was held, or what was sold and not yet prepared. */
  release(reason: ReleaseReason, isPrepared: boolean): 'held' | 'sold' | 'nothing' {
    const was = this.status;
    if (was === 'RELEASED' || was === 'REJECTED' || (was === 'COMMITTED' && isPrepared)) return 'nothing';
    this.status = 'RELEASED';
    this.holdUntil = null;
    this.record(InventoryReleased, { orderId: this.id, outletId: this.outletId, reason });
    return was === 'HELD' ? 'held' : 'sold';
  }
}
