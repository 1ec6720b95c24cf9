import {
  joinedSessionView,
  orderView,
  tableSessionView,
  type OrderView,
  type TableView,
  type Tenant,
} from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownTable, withoutTable } from './own-table.js';
import { Phone } from './phone.js';
import { answerOf } from './refusals-answers.js';
import { outletOf } from './refusals-dinner.js';
import { Person, Restaurant } from './restaurant.js';
import { ticketsOf } from './tickets-of.js';

const system = runningSystem();

describe('Against codes that somebody photographed', () => {
  const restaurant = new Restaurant();
  let owner: Person;
  let manager: Person;
  let waiter: Person;
  let outletId: string;
  let table: TableView;
  beforeAll(async () => {
    [owner, manager, waiter] = await Promise.all([
      restaurant.staff('owner'),
      restaurant.staff('manager'),
      restaurant.staff('waiter'),
    ]);
    outletId = await outletOf(restaurant, 'IND');
  });
  beforeEach(async () => (table = await ownTable(manager, outletId)));
  afterEach(() => withoutTable(manager, table));
  afterAll(() => runBy('NONE'));

  /** The owner chooses the policy; resolves when the tables go by it. */
  async function runBy(tablePolicy: Tenant['settings']['tablePolicy']): Promise<void> {
    const changed = await owner.patch('/tenants/current', { settings: { tablePolicy } });
    expect([changed.status, changed.at('data.settings.tablePolicy')]).toEqual([200, tablePolicy]);
    await eventually('order has heard of the policy', async () => {
      const known = await behind<{ policy: string }>(
        system,
        'order',
        `select state -> 'settings' ->> 'tablePolicy' as policy from tenant where slug = $1`,
        [restaurant.slug],
      );
      return known[0]?.policy === tablePolicy;
    });
  }

  /** A phone scans the code, and says a PIN. */
  const scan = (pin?: string, deviceId: string = randomUUID()) =>
    restaurant.anybody.post(`/tables/${table.code}/sessions`, { deviceId, ...(pin === undefined ? {} : { pin }) });
  const notPin = (pin: string) => String((Number(pin) + 1) % 10_000).padStart(4, '0');

  it('staff open the table and tell its PIN; ten wrong ones lock it until there is another', async () => {
    await runBy('PIN');
    expect(answerOf(await scan())).toBe('409 TABLE_NOT_OPEN');
    expect(answerOf(await scan('0000'))).toBe('409 TABLE_NOT_OPEN');
    const opened = (await waiter.post(`/tables/${table.code}/sessions`, {})).data(tableSessionView);
    const pin = String(opened.pin);
    expect(pin).toMatch(/^\d{4}$/);
    expect(answerOf(await scan())).toBe('403 TABLE_PIN_REQUIRED');
    const deviceId = randomUUID();
    const joined = (await scan(pin, deviceId)).data(joinedSessionView);
    expect([joined.id, joined.pin]).toEqual([opened.id, null]);
    const guest = new Person(restaurant.slug, joined.guest?.accessToken);
    expect((await guest.get(`/sessions/${opened.id}`)).data(tableSessionView).pin).toBe(null);

    for (let wrong = 0; wrong < 10; wrong++) expect(answerOf(await scan(notPin(pin)))).toBe('403 TABLE_PIN_REQUIRED');
    expect(answerOf(await scan(pin))).toBe('429 TABLE_PIN_LOCKED');
    expect((await scan(undefined, deviceId)).status).toBe(200);
    expect(answerOf(await guest.post(`/sessions/${opened.id}/pin`, {}))).toBe('403 PERMISSION_DENIED');
    const renewed = (await waiter.post(`/sessions/${opened.id}/pin`, {})).data(tableSessionView);
    expect((await scan(String(renewed.pin))).data(joinedSessionView).id).toBe(opened.id);
    const { guests } = (await waiter.get(`/sessions/${opened.id}`)).data(tableSessionView);
    expect(guests).toHaveLength(2);
  });

  it('staff see the people before their first order goes to the kitchen; the next ones go by themselves', async () => {
    await runBy('STAFF_APPROVES_FIRST_ORDER');
    const phone = await Phone.scan(table);
    expect(phone.seat.approvedAt).toBe(null);
    const waiting = await order(phone);
    expect([waiting.status, waiting.at('data.status')]).toEqual([202, 'PLACED']);
    const { id } = waiting.data(orderView);
    expect(await ticketsOf(manager, id)).toEqual([]);
    expect(answerOf(await phone.post(`/sessions/${phone.sessionId}/approve`, {}))).toBe('403 PERMISSION_DENIED');
    const approved = (await waiter.post(`/sessions/${phone.sessionId}/approve`, {})).data(tableSessionView);
    expect(approved.approvedAt).not.toBe(null);
    await restaurant.reached(phone, id, 'CONFIRMED');
    expect((await ticketsOf(manager, id)).map(({ station }) => station)).toEqual(['counter']);
    for (const who of [phone, await Phone.scan(table)]) {
      const next: OrderView = (await order(who)).data(orderView);
      await restaurant.reached(who, next.id, 'CONFIRMED');
    }
  });

  it('nothing is asked of anybody where the owner chose so', async () => {
    await runBy('NONE');
    const phone = await Phone.scan(table);
    const placed = (await order(phone)).data(orderView);
    await restaurant.reached(phone, placed.id, 'CONFIRMED');
  });

  async function order(phone: Phone) {
    const lines = [{ itemId: (await restaurant.menu())('Filter coffee'), quantity: 1 }];
    return phone.post('/orders', { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines });
  }
});
