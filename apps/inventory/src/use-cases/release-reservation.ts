import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockLedger } from '../database/stock-ledger.js';
import { StockShelf } from '../database/stock-shelf.js';
import { Reservation, type ReleaseReason } from '../domain/reservation.js';

export interface OrderToRelease {
  readonly orderId: string;
  readonly outletId: string;
  readonly reason: ReleaseReason;
  /** The kitchen has begun: what is cooked does not return to the stock by itself. */
  readonly isPrepared?: boolean;
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
  async run({ orderId, outletId, reason, isPrepared = false }: OrderToRelease): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.reservations.find(orderId)))
        return this.reservations.add(Reservation.tombstone(orderId, outletId));
      const reservation = await this.reservations.lock(orderId);
      const back = reservation.release(reason, isPrepared);
      if (back === 'held') await this.shelf.letGo(reservation.holds);
      if (back === 'sold') await this.ledger.move(reservation.holds, { kind: 'RETURN', outletId, orderId });
      await this.reservations.save(reservation);
    });
  }
}
