import { Controller } from '@nestjs/common';
import { ItemState, type Received } from '@chowk/contracts';
import { Copy, Database, On, Wakeups } from '@chowk/kit';
import { PriceList } from '../database/price-list.js';
import { knownKey } from '../orders/use-cases/known-key.js';

/** Keeps what catalog sells, so that an order is priced without asking anybody. */
@Controller()
@Copy('items', { tables: ['known_item'] })
export class CatalogListener {
  constructor(
    private readonly priceList: PriceList,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(ItemState)
  async keepItem(item: Received<typeof ItemState>): Promise<void> {
    await this.priceList.items.keep(item);
    this.database.afterCommit(() => this.wakeups.wake(knownKey(item.data.id)));
  }
}
