import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockLedger } from '../database/stock-ledger.js';
import { reversed } from '../domain/holds.js';
import { Reservation } from '../domain/reservation.js';

export interface OrderToCommit {
  readonly orderId: string;
  /** Its business day. */
  readonly orderedOn: string;
}

/** Takes what an order held out of the stock, since the order is certain. */
@Injectable()
export class CommitReservation {
  constructor(
    private readonly database: Database,
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly ledger: StockLedger,
  ) {}

  /** Once per order. Throws NotFound for an order never heard of, and when its hold has ended. */
  async run({ orderId, orderedOn }: OrderToCommit): Promise<void> {
    await this.database.transaction(async () => {
      const reservation = await this.reservations.lock(orderId);
      if (!reservation.commit()) return;
      const { outletId, holds } = reservation;
      const sold = reversed(holds).map((hold) => ({ ...hold, kind: 'SALE' as const, wasHeld: true }));
      await this.ledger.move(sold, { outletId, orderId, orderedOn });
      await this.reservations.save(reservation);
    });
  }
}
