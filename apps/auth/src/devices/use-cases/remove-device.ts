import { NotFound } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { EndSessionsOf } from '../../sign-in/use-cases/end-sessions-of.js';
import { Device } from '../domain/device.js';

/**
 * Trusts a tablet no longer: its token and its code are worthless, its auth-session is ended and everybody is told, so that its screens
 * close. Throws 404 NOT_FOUND, for tablets of other outlets and removed ones too.
 */
@Injectable()
export class RemoveDevice {
  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    private readonly database: Database,
    private readonly endSessions: EndSessionsOf,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal, id: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.devices.change(id, (device) => {
        const now = this.clock.now();
        if (!device.isThere(now) || !principal.mayEnter(device.outletId)) throw refuse(NotFound);
        device.remove(principal.id, now);
      });
      await this.endSessions.run(id, 'SUSPENDED');
    });
  }
}
