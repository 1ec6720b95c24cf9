import { UnknownReference, type PairDeviceBody } from '@chowk/contracts';
import { Clock, currentTenantId, InjectStore, refuse, unknownReference, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Pepper } from '../../sign-in/domain/pepper.js';
import { Outlet } from '../../tenants/domain/outlet.js';
import { Device } from '../domain/device.js';
import { newPairingCode } from '../domain/pairing-code.js';

/** Invites a tablet to an outlet by a code that is told once. Throws 422 UNKNOWN_REFERENCE for an outlet or station the caller has not. */
@Injectable()
export class PairDevice {
  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    @InjectStore(Outlet) private readonly outlets: Store<Outlet>,
    private readonly pepper: Pepper,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal, body: PairDeviceBody): Promise<{ readonly device: Device; readonly code: string }> {
    const { outletId, name, stations = [] } = body;
    const outlet = principal.mayEnter(outletId) ? await this.outlets.find(outletId) : null;
    if (!outlet || outlet.removed) throw refuse(UnknownReference, [unknownReference('outletId')]);
    const unknown = stations.flatMap((station, index) =>
      outlet.stations.includes(station) ? [] : [`stations.${index}`],
    );
    if (unknown.length > 0) throw refuse(UnknownReference, unknown.map(unknownReference));
    const place = { outletId, name, stations: [...new Set(stations)] };
    const code = newPairingCode();
    const device = Device.invite(
      place,
      principal.id,
      this.pepper.pairingCode(currentTenantId(), code),
      this.clock.now(),
    );
    await this.devices.add(device);
    return { device, code };
  }
}
