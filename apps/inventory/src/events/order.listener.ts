import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  type Received,
} from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { CommitReservation } from '../use-cases/commit-reservation.js';
import { ReleaseReservation } from '../use-cases/release-reservation.js';
import { ReserveStock } from '../use-cases/reserve-stock.js';

/** What orders do to the stock: hold all or nothing, take it when certain, give it back when it came to nothing. */
@Controller()
export class OrderListener {
  constructor(
    private readonly reserveStock: ReserveStock,
    private readonly commitReservation: CommitReservation,
    private readonly releaseReservation: ReleaseReservation,
  ) {}

  @On(OrderPlaced)
  async reserve({ data }: Received<typeof OrderPlaced>): Promise<void> {
    const { orderId, outletId, lines, holdUntil } = data;
    await this.reserveStock.run({ orderId, outletId, lines, holdUntil: new Date(holdUntil) });
  }

  @On(OrderConfirmed)
  async commit({ data }: Received<typeof OrderConfirmed>): Promise<void> {
    await this.commitReservation.run(data.orderId);
  }

  @On(OrderRejected)
  async releaseRejected({ data: { orderId, outletId } }: Received<typeof OrderRejected>): Promise<void> {
    await this.releaseReservation.run({ orderId, outletId, reason: 'REJECTED' });
  }

  @On(OrderCancelled)
  async releaseCancelled({ data: { orderId, outletId, from } }: Received<typeof OrderCancelled>): Promise<void> {
    const isPrepared = !['PLACED', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(from);
    await this.releaseReservation.run({ orderId, outletId, reason: 'CANCELLED', isPrepared });
  }

  @On(OrderExpired)
  async releaseExpired({ data: { orderId, outletId } }: Received<typeof OrderExpired>): Promise<void> {
    await this.releaseReservation.run({ orderId, outletId, reason: 'EXPIRED' });
  }
}
