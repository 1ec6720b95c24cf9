import { Clock, Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockLedger } from '../database/stock-ledger.js';
import { promisable, StockShelf, type ShelfItem } from '../database/stock-shelf.js';

import { differenceOf, totalOf, type Hold, type LineHolds } from '../domain/holds.js';
import { linesHeld } from '../domain/lines-held.js';
import { requirementOf, targetsOf, type WantedLine } from '../domain/requirement.js';
import { Reservation } from '../domain/reservation.js';

export interface OrderToRevise {
  /** Its business day. */
  readonly orderedOn: string;
  readonly orderId: string;
  readonly revision: number;
  /** All that the order shall be made of. */
  readonly lines: readonly WantedLine[];
}

/** Holds, or takes, what the new lines of an order need besides, and gives back what they need no more; all of it or nothing. */
@Injectable()
export class ReviseReservation {
  constructor(
    private readonly database: Database,
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly shelf: StockShelf,
    private readonly ledger: StockLedger,
    private readonly clock: Clock,
  ) {}

  /**
   * Once per revision, and never an older one after a newer. A line that stays as it is keeps what it took by the recipe of then.
   * Throws NotFound for an order never heard of.
   */
  async run({ orderId, orderedOn, revision, lines }: OrderToRevise): Promise<void> {
    await this.database.transaction(async () => {
      const reservation = await this.reservations.lock(orderId);
      if (!reservation.canRevise(revision)) return;
      const stays = (line: WantedLine) => reservation.lines.find(isSame(line));
      const kept = lines.flatMap((line) => stays(line) ?? []);
      const fresh = lines.filter((line) => !stays(line));
      const { recipes, items } = await this.shelf.lock(reservation.outletId, targetsOf(fresh), reservation.holds);
      const spare = differenceOf(totalOf(kept), reservation.holds);
      const { taken, short } = requirementOf(fresh, recipes, promisable(items.map((item) => withSpare(item, spare))));
      if (short.length > 0) reservation.refuseRevision(revision, short);
      else {
        const wanted = [...kept, ...linesHeld(fresh, taken, items)];
        await this.shift(reservation, { revision, orderedOn }, reservation.revise(revision, wanted, this.clock.now()));
      }
      await this.reservations.save(reservation);
    });
  }

  private async shift(
    { id, outletId, status }: Reservation,
    { revision, orderedOn }: Pick<OrderToRevise, 'revision' | 'orderedOn'>,
    besides: readonly Hold[],
  ): Promise<void> {
    if (status === 'HELD') return this.shelf.hold(besides);
    const movements = besides.map(({ stockItemId, quantity }) => ({
      ...{ stockItemId, quantity: -quantity },
      kind: quantity > 0 ? ('SALE' as const) : ('RETURN' as const),
    }));
    await this.ledger.move(movements, { outletId, orderId: id, orderedOn, source: `REVISION:${revision}` });
  }
}

const isSame =
  ({ lineId, itemId, quantity }: WantedLine) =>
  (line: LineHolds) =>
    line.lineId === lineId && line.itemId === itemId && line.quantity === quantity;

/** What the order has already and its kept lines do not need is free for its other lines. */
function withSpare(item: ShelfItem, spare: readonly Hold[]): ShelfItem {
  const own = spare.find(({ stockItemId }) => stockItemId === item.id)?.quantity ?? 0;
  return { ...item, free: item.free + own };
}
