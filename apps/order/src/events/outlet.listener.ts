import { Controller } from '@nestjs/common';
import { OutletState, type Received } from '@chowk/contracts';
import { Copy, Database, On, Wakeups } from '@chowk/kit';
import { PriceList } from '../database/price-list.js';
import { knownKey } from '../orders/use-cases/known-key.js';

/** Keeps the outlets: zone and business day, registration, place of supply. */
@Controller()
@Copy('outlets', { tables: ['known_outlet'] })
export class OutletListener {
  constructor(
    private readonly priceList: PriceList,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(OutletState)
  async keepOutlet(outlet: Received<typeof OutletState>): Promise<void> {
    await this.priceList.outlets.keep(outlet);
    this.database.afterCommit(() => this.wakeups.wake(knownKey(outlet.data.id)));
  }
}
