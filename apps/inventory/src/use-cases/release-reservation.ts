import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockLedger } from '../database/stock-ledger.js';
import { StockShelf } from '../database/stock-shelf.js';
import { reversed } from '../domain/holds.js';
import { Reservation, type ReleaseReason } from '../domain/reservation.js';
import { returned, wasted } from '../domain/unwanted.js';

export interface OrderToRelease {
  /** Its business day. */
  readonly orderedOn?: string;
  readonly orderId: string;
  readonly outletId: string;
  readonly reason: ReleaseReason;
  /** The kitchen has begun: what is cooked does not return to the stock, it is waste. */
  readonly isPrepared?: boolean;
  /** Why somebody called it off. */
  readonly note?: string | undefined;
  /** Only what is held for longer than until then. */
  readonly overdueAt?: Date;
}

/** Gives back what an order held or took, since it came to nothing. */
@Injectable()
export class ReleaseReservation {
  constructor(
    private readonly database: Database,
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly shelf: StockShelf,
    private readonly ledger: StockLedger,
  ) {}

  /** Once per order; one not heard of yet gets a tombstone, so that its placing, when it arrives, holds nothing. */
  async run({
    orderId,
    outletId,
    reason,
    isPrepared = false,
    note,
    overdueAt,
    orderedOn,
  }: OrderToRelease): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.reservations.find(orderId)))
        return this.reservations.add(Reservation.tombstone(orderId, outletId, reason));
      const reservation = await this.reservations.lock(orderId);
      // Since its time was seen to be over the order may have become certain, or lives again
      if (overdueAt && !reservation.isOverdue(overdueAt)) return;
      const was = reservation.release(reason, isPrepared);
      if (was === 'held') await this.shelf.hold(reversed(reservation.holds));
      if (was === 'sold') await this.ledger.move(returned(reservation.holds, note), { outletId, orderId, orderedOn });
      if (was === 'wasted') await this.ledger.move(wasted(reservation.holds, note), { outletId, orderId, orderedOn });
      await this.reservations.save(reservation);
    });
  }
}
