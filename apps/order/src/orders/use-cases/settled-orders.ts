import { Injectable } from '@nestjs/common';
import { Database, Wakeups } from '@chowk/kit';
import type { Order } from '../domain/order.js';

/**
 * Where the call that placed an order waits until it is no longer PLACED. Whoever settles it in this process hands it over as it was
 * committed, so that the row need not be read again; from another instance comes a hint alone.
 */
@Injectable()
export class SettledOrders {
  readonly #waiting = new Map<string, { order: Order | undefined }>();

  constructor(
    private readonly wakeups: Wakeups,
    private readonly database: Database,
  ) {}

  /**
   * The order as it was settled in this process, or undefined: look at its row then. Resolves after `ms` at the latest, or when `signal`
   * aborts. Call it before the order is saved, await it after.
   */
  async wait(orderId: string, ms: number, signal: AbortSignal): Promise<Order | undefined> {
    const handed = { order: undefined };
    this.#waiting.set(orderId, handed);
    try {
      await this.wakeups.wait(keyOf(orderId), ms, signal);
      return handed.order;
    } finally {
      if (this.#waiting.get(orderId) === handed) this.#waiting.delete(orderId);
    }
  }

  /** Tells who waits, on whichever instance, once the open transaction is committed; the order has been saved in it. */
  tell(order: Order): void {
    const { id } = order;
    this.database.afterCommit(() => {
      const handed = this.#waiting.get(id);
      if (handed) handed.order = order;
      this.wakeups.wake(keyOf(id));
    });
  }
}

const keyOf = (orderId: string): string => `order:${orderId}`;
