import { randomUUID } from 'node:crypto';
import {
  joinedSessionView,
  tableView,
  type JoinedSessionView,
  type OrderView,
  type TableView,
  type Tenant,
} from '@chowk/contracts';
import { TenantDirectory } from '@chowk/kit';
import type { CallOptions, Reply } from '@chowk/testing';
import { indiranagar, restaurant } from './order.mother.js';
import type { RunningOrder } from './running-order.js';

type Settings = Tenant['settings'];

/** Somebody at a table without an account. */
export interface Guest {
  readonly guestId: string;
  readonly deviceId: string;
  readonly token: string;
  readonly session: JoinedSessionView;
}

/** Tables of a running restaurant and the people at them. */
export class DiningRoom {
  private labels = 0;

  constructor(private readonly running: RunningOrder) {}

  /** The business changes its ways; what is left out is as in the mother. */
  async runBy(settings: Partial<Settings>, status: Tenant['status'] = 'ACTIVE'): Promise<void> {
    const usual = restaurant();
    await this.running.service.addTenant({ ...usual, status, settings: { ...usual.settings, ...settings } });
    this.running.service.app.get(TenantDirectory).forget();
  }

  /** A new table nobody sits at. */
  async table(body: Record<string, unknown> = {}): Promise<TableView> {
    const label = `D${(this.labels += 1)}`;
    const reply = await this.running.http.post('/tables', {
      token: await this.running.staff('MANAGER'),
      body: { outletId: indiranagar, label, ...body },
    });
    return reply.data(tableView);
  }

  /** Scans a table's code, without an account unless a token is sent. */
  scan(code: string, body: Record<string, unknown> = {}, options: CallOptions = {}): Promise<Reply> {
    return this.running.http.post(`/tables/${code}/sessions`, { body, ...options });
  }

  /** Somebody who sat down without an account. */
  async guest(code: string, body: Record<string, unknown> = {}): Promise<Guest> {
    const session = (await this.scan(code, body)).data(joinedSessionView);
    const { guest } = session;
    if (!guest) throw new Error('Nobody became a guest');
    return { guestId: guest.guestId, deviceId: guest.deviceId, token: guest.accessToken, session };
  }

  /** An order of one dosa for somebody at a table. */
  order(token: string, tableSessionId: string, options: CallOptions = {}): Promise<Reply> {
    return this.running.place(token, { outletId: undefined, tableSessionId, fulfilment: 'DINE_IN' }, options);
  }

  /** Lets a table's people pay all they owe after they were shown it, and frees the table. */
  async settleAndClose(view: Pick<OrderView, 'id' | 'billId'> & { tableSessionId: string | null }): Promise<Reply> {
    const token = await this.running.staff('MANAGER');
    const { due } = await this.running.bill(view.billId);
    await this.running.pay({ billId: view.billId, orderIds: [view.id], amount: due, paymentId: randomUUID() });
    return this.running.http.post(`/sessions/${view.tableSessionId}/close`, { token });
  }
}
