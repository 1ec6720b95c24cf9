import { Injectable } from '@nestjs/common';
import type { MoveCashBody } from '@chowk/contracts';
import { currentCall, Database, InjectStore, newId, Store, type Principal } from '@chowk/kit';
import { DrawerBook } from '../database/drawer-book.js';
import { Ledger } from '../../ledger/database/ledger.js';
import { Drawer } from '../domain/drawer.js';
import { movementJournal } from '../../ledger/domain/journal.js';
import { mayHandle } from './drawer-access.js';
import { WaitingCash } from '../../payments/use-cases/waiting-cash.js';

/** Cash moves between a drawer and the safe, or pays an errand. */
@Injectable()
export class MoveCash {
  constructor(
    @InjectStore(Drawer) private readonly drawers: Store<Drawer>,
    private readonly book: DrawerBook,
    private readonly ledger: Ledger,
    private readonly waiting: WaitingCash,
    private readonly database: Database,
  ) {}

  /** The drawer afterwards. Throws NOT_FOUND, PERMISSION_DENIED for a colleague's drawer, and what {@link Drawer.move} throws. */
  async run(drawerId: string, { kind, amount, reason }: MoveCashBody, who: Principal): Promise<Drawer> {
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    return this.database.transaction(async () => {
      const drawer = await this.drawers.lock(drawerId);
      mayHandle(drawer, who);
      const isDone = idempotency?.resumed && (await this.book.movementsOf(drawerId)).some((moved) => moved.id === id);
      if (isDone) return drawer;
      await this.book.move(drawer, { id, kind, amount, reason, by: who.id });
      await this.ledger.post(movementJournal(drawer, { id, kind, amount }));
      if (kind === 'PAY_IN') await this.waiting.tryAgain(drawer.outletId);
      return drawer;
    });
  }
}
