import { OutletState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { KnownOutlets } from '../database/known-outlets.js';

@Controller()
@Copy('outlets', { tables: ['known_outlet'] })
export class OutletListener {
  constructor(private readonly outlets: KnownOutlets) {}

  @On(OutletState)
  keep(outlet: Received<typeof OutletState>): Promise<void> {
    return this.outlets.keep(outlet);
  }
}
