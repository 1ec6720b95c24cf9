import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { promisable, StockShelf, type LockedShelf } from '../database/stock-shelf.js';
import { totalOf, type LineHolds } from '../domain/holds.js';
import { linesHeld } from '../domain/lines-held.js';
import { requirementOf, targetsOf, type Shortage, type WantedLine } from '../domain/requirement.js';
import { Reservation } from '../domain/reservation.js';

export interface OrderToReserve {
  readonly orderId: string;
  readonly outletId: string;
  readonly lines: readonly WantedLine[];
  /** The hold ends by itself after this instant. */
  readonly holdUntil: Date;
}

/** Holds everything an order needs, or nothing of it. */
@Injectable()
export class ReserveStock {
  constructor(
    private readonly database: Database,
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly shelf: StockShelf,
  ) {}

  /** Saves the reservation, held or refused; an order that has one already (or its tombstone) gets nothing more. */
  async run({ orderId, outletId, lines, holdUntil }: OrderToReserve): Promise<void> {
    const [known, shelf] = await Promise.all([
      this.reservations.find(orderId),
      this.shelf.lock(outletId, targetsOf(lines)),
    ]);
    if (known) return;
    const { held, short } = await this.hold(shelf, lines);
    if (short.length > 0) return this.reservations.add(Reservation.refuse(orderId, outletId, short));
    await this.reservations.add(Reservation.hold(orderId, outletId, held, holdUntil));
  }

  /** Holds again what an expired order wants after all, or refuses it; of an order that is not expired nothing. Throws NotFound. */
  async revive({ orderId, outletId, lines, holdUntil }: OrderToReserve): Promise<void> {
    await this.database.transaction(async () => {
      const reservation = await this.reservations.lock(orderId);
      if (!reservation.canRevive) return;
      const { held, short } = await this.hold(await this.shelf.lock(outletId, targetsOf(lines)), lines);
      if (short.length > 0) reservation.refuseRevival(short);
      else reservation.begin(held, holdUntil);
      await this.reservations.save(reservation);
    });
  }

  private async hold(
    { recipes, items }: LockedShelf,
    lines: readonly WantedLine[],
  ): Promise<{ held: LineHolds[]; short: readonly Shortage[] }> {
    const { taken, short } = requirementOf(lines, recipes, promisable(items));
    const held = linesHeld(lines, taken, items);
    if (short.length === 0) await this.shelf.hold(totalOf(held));
    return { held, short };
  }
}
