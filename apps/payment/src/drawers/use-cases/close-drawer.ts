import { Injectable } from '@nestjs/common';
import type { CloseDrawerBody } from '@chowk/contracts';
import { Clock, currentCall, Database, InjectStore, Store, type Principal } from '@chowk/kit';
import { Ledger } from '../../ledger/database/ledger.js';
import { Drawer } from '../domain/drawer.js';
import { closingJournal } from '../../ledger/domain/journal.js';
import { mayHandle } from './drawer-access.js';

/** A cashier's shift ends: what is in the drawer is counted, goes to the safe, and the difference is said. */
@Injectable()
export class CloseDrawer {
  constructor(
    @InjectStore(Drawer) private readonly drawers: Store<Drawer>,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The closed drawer. Throws NOT_FOUND, PERMISSION_DENIED for a colleague's drawer, DRAWER_NOT_OPEN. */
  async run(drawerId: string, { counted }: CloseDrawerBody, who: Principal): Promise<Drawer> {
    return this.database.transaction(async () => {
      const drawer = await this.drawers.lock(drawerId);
      mayHandle(drawer, who);
      // The first call with this key may have died between its commit and its answer
      if (currentCall().idempotency?.resumed && drawer.closedBy === who.id) return drawer;
      drawer.close({ counted, by: who.id }, this.clock.now());
      await this.drawers.save(drawer);
      const journal = closingJournal(drawer);
      if (journal) await this.ledger.post(journal);
      return drawer;
    });
  }
}
