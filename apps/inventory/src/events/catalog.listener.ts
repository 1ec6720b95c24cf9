import { ItemState, type Received } from '@chowk/contracts';
import { Copy, Database, On, Wakeups } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { arrivalOfItems, KnownItems } from '../database/known-items.js';
import { ServingBook } from '../database/serving-book.js';

/** What catalog sells: what recipes can be for, and of which variants an item is served. */
@Controller()
@Copy('items', { tables: ['serving', 'known_item'] })
export class CatalogListener {
  constructor(
    private readonly database: Database,
    private readonly items: KnownItems,
    private readonly servings: ServingBook,
    private readonly wakeups: Wakeups,
  ) {}

  @On(ItemState)
  async keep(item: Received<typeof ItemState>): Promise<void> {
    await this.items.keep(item);
    await this.servings.renew(item.aggregateId);
    const arrival = arrivalOfItems();
    this.database.afterCommit(() => this.wakeups.wake(arrival));
  }
}
