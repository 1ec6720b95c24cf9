import { currentCall, currentTenantId, InjectStore, ShortMemory, Store, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import type { OrderKey } from '../database/order-list.js';
import { Order } from '../domain/order.js';
import { orderView } from './order.view.js';

/** Orders an instance keeps written out, about 3 kB each. */
const mostKept = 1_000;

const begin = Buffer.from('[');
const comma = Buffer.from(',');
const end = Buffer.from(']');

/**
 * Orders as their readers are told them, in UTF-8. A screen that asks again and again for a list finds most of it written: a version of an
 * order never changes, and is told alike to all who may do the same with it, in one language (docs/adr/0033).
 */
@Injectable()
export class WrittenOrders {
  readonly #kept = new ShortMemory<Buffer>(mostKept);

  constructor(@InjectStore(Order) private readonly orders: Store<Order>) {}

  /** A JSON array of these orders; one that has moved on meanwhile is told as it is now. */
  async list(keys: readonly OrderKey[], who: Principal): Promise<Buffer> {
    const reader = [currentTenantId(), currentCall().language, powersOf(who)].join('|');
    const nameOf = ({ id, version }: OrderKey) => `${id}|${version}|${reader}`;
    const written = new Map(keys.map((key) => [key.id, this.#kept.get(nameOf(key))]));
    const missing = keys.filter(({ id }) => !written.get(id)).map(({ id }) => id);
    if (missing.length > 0)
      for (const order of await this.orders.findBy({ id: Any(missing) })) {
        const bytes = Buffer.from(JSON.stringify(orderView(order, who)));
        written.set(order.id, bytes);
        this.#kept.keep(nameOf(order), bytes);
      }
    return arrayOf(keys.flatMap(({ id }) => written.get(id) ?? []));
  }
}

/** All that the view of an order depends on beside the order and the language. */
function powersOf(who: Principal): string {
  const may = [who.can('order:update-status'), who.can('order:cancel'), who.can('order:cancel-late')];
  return [...may, who.can('order:cancel:own') ? `${who.kind}:${who.id}` : '-'].join();
}

function arrayOf(written: readonly Buffer[]): Buffer {
  return Buffer.concat([begin, ...written.flatMap((bytes, index) => (index === 0 ? [bytes] : [comma, bytes])), end]);
}
