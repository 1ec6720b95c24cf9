import { Injectable } from '@nestjs/common';
import { PermissionDenied, ValidationFailed, VersionConflict } from '@chowk/contracts';
import { Clock, Database, refuse, type Principal } from '@chowk/kit';
import type { Order } from '../domain/order.js';
import { BillBook } from '../../bills/use-cases/bill-book.js';
import { EndOrder } from './end-order.js';
import { FindOrders } from './find-orders.js';
import { mayCancel } from './order-access.js';
import { SettledOrders } from './settled-orders.js';

export interface Cancellation {
  readonly reason: string | undefined;
  readonly expectedVersion: number | undefined;
}

/** Calls an order off: free until preparation begins, then with a permission of its own and a reason. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly settledOrders: SettledOrders,
    private readonly findOrders: FindOrders,
    private readonly book: BillBook,
    private readonly endOrder: EndOrder,
  ) {}

  /**
   * The cancelled order; one that was cancelled before is left as it is. Money and stock go back by themselves. Throws
   * NotFound, ORDER_CANNOT_MOVE, PERMISSION_DENIED, VALIDATION_FAILED (no reason), VERSION_CONFLICT.
   */
  async run(reference: string, { reason, expectedVersion }: Cancellation, who: Principal): Promise<Order> {
    const { id } = await this.findOrders.one(reference, who);
    return this.database.transaction(async () => {
      const held = await this.book.hold(id);
      const { order } = held;
      if (expectedVersion !== undefined && expectedVersion !== order.version)
        throw refuse(VersionConflict, { version: order.version });
      if (order.status === 'CANCELLED') return order;
      const need = order.cancellation();
      if (need !== undefined && !mayCancel(order, who))
        throw refuse(PermissionDenied, { anyOf: [need === 'late' ? 'order:cancel-late' : 'order:cancel'] });
      if (need === 'late' && reason === undefined)
        throw refuse(ValidationFailed, [
          { path: 'reason', code: 'REQUIRED', message: 'must be given once preparation began' },
        ]);
      const at = this.clock.now();
      const by = `${who.kind}:${who.id}`;
      order.cancel({ by, reason: reason ?? null, late: need === 'late' }, at);
      await this.endOrder.run(held, { at, by, reason: 'ORDER_CANCELLED' });
      this.settledOrders.tell(order);
      return order;
    });
  }
}
