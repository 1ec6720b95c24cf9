import { InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { StockShelf } from '../database/stock-shelf.js';
import { requirementOf, type WantedLine } from '../domain/requirement.js';
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
    @InjectStore(Reservation) private readonly reservations: Store<Reservation>,
    private readonly shelf: StockShelf,
  ) {}

  /** Saves the reservation, held or refused; an order that has one already (or its tombstone) gets nothing more. */
  async run({ orderId, outletId, lines, holdUntil }: OrderToReserve): Promise<void> {
    if (await this.reservations.find(orderId)) return;
    const targets = lines.flatMap((line) => [
      line.itemId,
      ...(line.variantId === null ? [] : [line.variantId]),
      ...line.modifiers.map(({ modifierId }) => modifierId),
    ]);
    const { recipes, items } = await this.shelf.lock(outletId, targets);
    const { needed, short } = requirementOf(lines, recipes, new Map(items.map(({ sku, free }) => [sku, free])));
    if (short.length > 0) return this.reservations.add(Reservation.refuse(orderId, outletId, short));
    const holds = items.flatMap(({ id, sku }) => {
      const quantity = needed.get(sku) ?? 0;
      return quantity > 0 ? [{ stockItemId: id, quantity }] : [];
    });
    await this.shelf.hold(holds);
    await this.reservations.add(Reservation.hold(orderId, outletId, holds, holdUntil));
  }
}
