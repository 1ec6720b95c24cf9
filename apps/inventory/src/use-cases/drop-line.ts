import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockLedger } from '../database/stock-ledger.js';
import { StockShelf } from '../database/stock-shelf.js';
import { reversed } from '../domain/holds.js';
import { Reservation } from '../domain/reservation.js';
import { returned, wasted } from '../domain/unwanted.js';

export interface LineToDrop {
  /** The order's business day. */
  readonly orderedOn: string;
  readonly orderId: string;
  readonly lineId: string;
  /** The kitchen had begun: what was used is waste. */
  readonly isPrepared: boolean;
  readonly reason: string;
}

/** Takes a line out of what an order has in the stock, since nobody wants it any more. */
@Injectable()
export class DropLine {
  constructor(
    private readonly database: Database,
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly shelf: StockShelf,
    private readonly ledger: StockLedger,
  ) {}

  /** Once per line; nothing for a line that is gone or was never there. Throws NotFound for an order never heard of. */
  async run({ orderId, orderedOn, lineId, isPrepared, reason }: LineToDrop): Promise<void> {
    await this.database.transaction(async () => {
      const reservation = await this.reservations.lock(orderId);
      const { status, outletId } = reservation;
      const dropped = reservation.drop(lineId);
      if (status === 'HELD') await this.shelf.hold(reversed(dropped));
      else {
        const movements = isPrepared ? wasted(dropped, reason) : returned(dropped, reason);
        await this.ledger.move(movements, { outletId, orderId, orderedOn, source: `LINE:${lineId}` });
      }
      await this.reservations.save(reservation);
    });
  }
}
