import { Injectable } from '@nestjs/common';
import { DrawerAlreadyOpen, UnknownReference, type OpenDrawerBody } from '@chowk/contracts';
import {
  Clock,
  currentCall,
  Database,
  InjectStore,
  newId,
  refuse,
  Store,
  unknownReference,
  violates,
  type Principal,
} from '@chowk/kit';
import { DrawerBook } from '../database/drawer-book.js';
import { Ledger } from '../../ledger/database/ledger.js';
import { Outlets } from '../../database/outlets.js';
import { Drawer } from '../domain/drawer.js';
import { movementJournal } from '../../ledger/domain/journal.js';
import { WaitingCash } from '../../payments/use-cases/waiting-cash.js';

/** A cashier's shift begins: a drawer with some change in it, taken out of the safe. */
@Injectable()
export class OpenDrawer {
  constructor(
    @InjectStore(Drawer) private readonly drawers: Store<Drawer>,
    private readonly book: DrawerBook,
    private readonly ledger: Ledger,
    private readonly outlets: Outlets,
    private readonly waiting: WaitingCash,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The open drawer of the caller. Throws UNKNOWN_REFERENCE for an outlet that is not there for the caller, and
   * DRAWER_ALREADY_OPEN while the caller has an open drawer at it.
   */
  async run({ outletId, label, openingFloat }: OpenDrawerBody, who: Principal): Promise<Drawer> {
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    const opened = idempotency?.resumed ? await this.drawers.find(id) : null;
    if (opened) return opened;
    if (!who.mayEnter(outletId) || !(await this.outlets.isKnown(outletId)))
      throw refuse(UnknownReference, [unknownReference('outletId')]);
    const drawer = Drawer.open({
      ...{ id, outletId, openingFloat, cashierId: who.id, label: label ?? 'Drawer' },
      businessDate: await this.outlets.businessDate(outletId, this.clock.now()),
    });
    try {
      await this.database.transaction(() => this.#open(drawer));
    } catch (error) {
      if (violates(error, 'drawer_open_once')) throw refuse(DrawerAlreadyOpen, { outletId });
      throw error;
    }
    return drawer;
  }

  async #open(drawer: Drawer): Promise<void> {
    const { id, outletId, openingFloat: amount } = drawer;
    await this.book.add(drawer);
    if (amount > 0) await this.ledger.post(movementJournal(drawer, { id, kind: 'FLOAT', amount }));
    await this.waiting.tryAgain(outletId);
  }
}
