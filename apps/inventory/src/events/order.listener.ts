import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRevisionAsked,
  OrderRevived,
  type Received,
} from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { CommitReservation } from '../use-cases/commit-reservation.js';
import { DropLine } from '../use-cases/drop-line.js';
import { ReleaseReservation } from '../use-cases/release-reservation.js';
import { ReserveStock } from '../use-cases/reserve-stock.js';
import { ReviseReservation } from '../use-cases/revise-reservation.js';

/** What orders do to the stock: hold all or nothing, take it when certain, follow their changes, give it back when it came to nothing. */
@Controller()
export class OrderListener {
  constructor(
    private readonly reserveStock: ReserveStock,
    private readonly commitReservation: CommitReservation,
    private readonly releaseReservation: ReleaseReservation,
    private readonly reviseReservation: ReviseReservation,
    private readonly dropLine: DropLine,
  ) {}

  @On(OrderPlaced)
  async reserve({ data }: Received<typeof OrderPlaced>): Promise<void> {
    const { orderId, outletId, lines, holdUntil } = data;
    await this.reserveStock.run({ orderId, outletId, lines: toMake(lines), holdUntil: new Date(holdUntil) });
  }

  @On(OrderRevived)
  async revive({ data }: Received<typeof OrderRevived>): Promise<void> {
    const { orderId, outletId, lines, holdUntil } = data;
    await this.reserveStock.revive({ orderId, outletId, lines: toMake(lines), holdUntil: new Date(holdUntil) });
  }

  @On(OrderRevisionAsked)
  async revise({
    data: { orderId, businessDate: orderedOn, revision, lines },
  }: Received<typeof OrderRevisionAsked>): Promise<void> {
    await this.reviseReservation.run({ orderId, orderedOn, revision, lines: toMake(lines) });
  }

  @On(OrderLineVoided)
  async drop({
    data: { orderId, businessDate: orderedOn, line, isPrepared, reason },
  }: Received<typeof OrderLineVoided>): Promise<void> {
    await this.dropLine.run({ orderId, orderedOn, lineId: line.lineId, isPrepared, reason });
  }

  @On(OrderConfirmed)
  async commit({ data }: Received<typeof OrderConfirmed>): Promise<void> {
    await this.commitReservation.run({ orderId: data.orderId, orderedOn: data.businessDate });
  }

  @On(OrderRejected)
  async releaseRejected({ data: { orderId, outletId } }: Received<typeof OrderRejected>): Promise<void> {
    await this.releaseReservation.run({ orderId, outletId, reason: 'REJECTED' });
  }

  @On(OrderCancelled)
  async releaseCancelled({ data }: Received<typeof OrderCancelled>): Promise<void> {
    const { orderId, outletId, businessDate: orderedOn, from, reason: why } = data;
    const isPrepared = !['PLACED', 'AWAITING_PAYMENT', 'CONFIRMED'].includes(from);
    const note = why ?? undefined;
    await this.releaseReservation.run({ orderId, orderedOn, outletId, reason: 'CANCELLED', isPrepared, note });
  }

  @On(OrderExpired)
  async releaseExpired({ data: { orderId, outletId } }: Received<typeof OrderExpired>): Promise<void> {
    await this.releaseReservation.run({ orderId, outletId, reason: 'EXPIRED' });
  }
}

/** A voided line stands on the order still, and nobody makes it. */
function toMake(lines: Received<typeof OrderPlaced>['data']['lines']): typeof lines {
  return lines.filter(({ status }) => status !== 'VOIDED');
}
