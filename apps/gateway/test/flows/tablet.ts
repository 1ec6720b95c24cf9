import { z } from 'zod';
import { Person } from './restaurant.js';

const pairing = z.object({ code: z.string() });
const claimed = z.object({
  device: z.object({ id: z.uuid() }),
  deviceToken: z.string(),
  accessToken: z.string(),
});
const token = z.object({ accessToken: z.string() });
const people = z.array(z.object({ id: z.uuid(), name: z.string() }));

/** A shared tablet, paired by a manager. */
export class Tablet {
  private constructor(
    readonly id: string,
    readonly deviceToken: string,
    readonly itself: Person,
  ) {}

  static async pair(manager: Person, outletId: string, stations?: readonly string[]): Promise<Tablet> {
    const asked = { outletId, name: 'A tablet', ...(stations ? { stations } : {}) };
    const { code } = (await manager.post('/devices/pair', asked)).data(pairing);
    const reply = await new Person(manager.tenant).post('/devices/claim', { code });
    const { device, deviceToken, accessToken } = reply.data(claimed);
    return new Tablet(device.id, deviceToken, new Person(manager.tenant, accessToken));
  }

  /** A fresh access token, as after a long sleep. */
  async awake(): Promise<Person> {
    const reply = await this.itself.call('POST', '/devices/token', { deviceToken: this.deviceToken }, { token: '' });
    return new Person(this.itself.tenant, reply.data(token).accessToken);
  }

  /** The staff member of that name types the demo's PIN. */
  async actAs(name: string): Promise<Person> {
    const staff = (await this.itself.get('/devices/staff')).data(people).find((one) => one.name === name);
    const reply = await this.itself.post('/devices/staff-session', { staffId: staff?.id, pin: '4321' });
    return new Person(this.itself.tenant, reply.data(token).accessToken);
  }
}
