import { randomUUID } from 'node:crypto';
import { joinedSessionView, type JoinedSessionView, type TableView } from '@chowk/contracts';
import { Person } from './restaurant.js';

/** A phone without a number: it scanned the code on a table and is a guest there. */
export class Phone extends Person {
  private constructor(
    tenant: string,
    readonly seat: JoinedSessionView,
    token: string,
    readonly deviceId: string,
  ) {
    super(tenant, token);
  }

  /** Scans the code; the same device is the same guest again. */
  static async scan({ code }: TableView, tenant = 'intellidine', deviceId: string = randomUUID()): Promise<Phone> {
    const reply = await new Person(tenant).post(`/tables/${code}/sessions`, { deviceId });
    const seat = reply.data(joinedSessionView);
    if (!seat.guest) throw new Error('A phone that scans is a guest');
    return new Phone(tenant, seat, seat.guest.accessToken, deviceId);
  }

  get sessionId(): string {
    return this.seat.id;
  }
}
