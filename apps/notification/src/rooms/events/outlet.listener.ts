import { OutletState, type Received } from '@chowk/contracts';
import { Copy, Database, On, Wakeups } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { KnownOutlets } from '../database/known-outlets.js';
import { audienceNews } from '../use-cases/room-news.js';

/** A new outlet's rooms are joined by those who may see all outlets. */
@Controller()
@Copy('outlets', { tables: ['known_outlet'] })
export class OutletListener {
  constructor(
    private readonly outlets: KnownOutlets,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(OutletState)
  async keep(outlet: Received<typeof OutletState>): Promise<void> {
    await this.outlets.keep(outlet);
    this.database.afterCommit(() => this.wakeups.wake(audienceNews(outlet.tenantId)));
  }
}
