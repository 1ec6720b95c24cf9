import { InjectStore, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Staff } from '../../people/domain/staff.js';
import { FindDevices } from './find-devices.js';

/** Who may act by PIN on the tablet that calls, by name. Throws 401 AUTH_SESSION_REVOKED for a removed tablet. */
@Injectable()
export class FindDeviceStaff {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly findDevices: FindDevices,
  ) {}

  async run(principal: Principal): Promise<readonly Staff[]> {
    const { outletId } = await this.findDevices.calling(principal);
    const withPin = await this.staff.findBy({ status: 'ACTIVE', pinHash: Not(IsNull()) }, { order: { name: 'ASC' } });
    return withPin.filter((staff) => staff.mayActAt(outletId));
  }
}
