import { OutletState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { KnownOutlets } from '../database/known-outlets.js';
import { MenuChanges } from '../menu/database/menu-changes.js';

/** Outlets have a zone, by which serving windows are read: a change of one is a change of the menu there. */
@Controller()
@Copy('outlets', { tables: ['known_outlet'] })
export class OutletListener {
  constructor(
    private readonly outlets: KnownOutlets,
    private readonly changes: MenuChanges,
  ) {}

  /** What is told again changes nothing: every reader of the menu would have to fetch it anew. */
  @On(OutletState)
  async keep(outlet: Received<typeof OutletState>): Promise<void> {
    if (await this.outlets.knows(outlet)) return;
    await this.changes.run(() => this.outlets.keep(outlet));
  }
}
