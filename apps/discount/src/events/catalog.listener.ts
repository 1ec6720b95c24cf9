import { ItemState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { KnownItems } from '../database/known-items.js';

@Controller()
@Copy('items', { tables: ['known_item'] })
export class CatalogListener {
  constructor(private readonly items: KnownItems) {}

  @On(ItemState)
  keep(item: Received<typeof ItemState>): Promise<void> {
    return this.items.keep(item);
  }
}
