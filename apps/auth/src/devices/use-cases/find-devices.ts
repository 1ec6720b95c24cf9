import { AuthSessionEnded, NotFound } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, sql, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import { Device } from '../domain/device.js';

/** Tablets as the reader may see them: those of their outlets that wait for their code or are paired. */
@Injectable()
export class FindDevices {
  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Up to `limit` tablets behind `after`, in the order of their invitation. */
  async page(
    { outlets }: Principal,
    { after, limit }: { after: string | undefined; limit: number },
  ): Promise<readonly Device[]> {
    const parameters = { now: this.clock.now(), outlets: outlets === 'all' ? null : outlets, after: after ?? null };
    const isListed = (column: string) => `(${column} is null
      and (a.paired_at is not null or a.code_expires_at > :now::timestamptz)
      and (:outlets::uuid[] is null or a.outlet_id = any(:outlets::uuid[]))
      and (:after::uuid is null or a.id > :after::uuid))`;
    return this.devices.findBy({ removedAt: Raw(isListed, parameters) }, { order: { id: 'ASC' }, limit });
  }

  /** How many the whole list has. */
  async count({ outlets }: Principal): Promise<number> {
    const ofOutlets = outlets === 'all' ? null : outlets;
    const [row] = await this.database.query<{ total: number }>(sql`
      select count(*)::int as total from devices where removed_at is null
        and (paired_at is not null or code_expires_at > ${this.clock.now()})
        and (${ofOutlets}::uuid[] is null or outlet_id = any(${ofOutlets}::uuid[]))`);
    return row?.total ?? 0;
  }

  /** Throws 404 NOT_FOUND, for tablets of other outlets and removed ones too. */
  async one(reader: Principal, id: string): Promise<Device> {
    const device = await this.devices.get(id);
    if (!device.isThere(this.clock.now()) || !reader.mayEnter(device.outletId)) throw refuse(NotFound);
    return device;
  }

  /** The tablet that calls. Throws 401 AUTH_SESSION_REVOKED once it is removed, however long its access token may last. */
  async calling(principal: Principal): Promise<Device> {
    const device = await this.devices.find(principal.id);
    if (!device?.isPaired) throw refuse(AuthSessionEnded);
    return device;
  }
}
