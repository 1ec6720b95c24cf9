import { Controller } from '@nestjs/common';
import { OutletState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { Outlets } from '../database/outlets.js';

/** Business days of the outlets. */
@Controller()
@Copy('outlets', { tables: ['outlet'] })
export class OutletListener {
  constructor(private readonly outlets: Outlets) {}

  @On(OutletState)
  keep({ data, version }: Received<typeof OutletState>): Promise<void> {
    return this.outlets.keep(data, version);
  }
}
