import { randomUUID } from 'node:crypto';
import { DayClosed, DrawerClosed, DrawerOpened, outletDayView, type OutletDayView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indiranagar, koramangala, otherOutlet } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let manager: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  manager = await running.staff('MANAGER');
});
afterAll(() => running.close());

const close = (outletId: string, body?: unknown, token = manager) =>
  running.http.post(`/outlets/${outletId}/day-close`, { token, ...(body === undefined ? {} : { body }) });
const look = async (outletId: string, query = ''): Promise<OutletDayView> =>
  (await running.http.get(`/outlets/${outletId}/day-close${query}`, { token: manager })).data(outletDayView);

describe('the day of an outlet', () => {
  it('is closed once every bill is settled, every order finished and every drawer counted; nothing is sold on it then', async () => {
    const token = await running.customer();
    const view = await running.confirmed(token);
    const { businessDate } = view;
    const unpaid = await running.placed(token);
    const drawer = { drawerId: randomUUID(), outletId: indiranagar, businessDate, label: 'Front' };
    await running.tell(DrawerOpened, drawer.drawerId, { ...drawer, openingFloat: 50_000, by: 'staff:1' });
    const refused = await close(indiranagar);
    expect([refused.status, refused.code]).toEqual([409, 'OUTLET_DAY_OPEN']);
    expect(refused.at('error.details')).toEqual([
      { billId: unpaid.billId, due: 12_600 },
      { orderId: view.id, orderNumber: view.orderNumber, status: 'CONFIRMED' },
      { orderId: unpaid.id, orderNumber: unpaid.orderNumber, status: 'AWAITING_PAYMENT' },
      { drawerId: drawer.drawerId, label: 'Front' },
    ]);
    expect(await look(indiranagar)).toMatchObject({
      ...{ status: 'OPEN', bills: 1, total: 12_600, paid: 12_600, closedAt: null },
      open: { drawers: [{ label: 'Front' }] },
    });

    await running.http.patch(`/orders/${unpaid.id}/cancel`, { token });
    for (const status of ['PREPARING', 'READY', 'COMPLETED'])
      await running.http.patch(`/orders/${view.id}/status`, { token: manager, body: { status } });
    const counted = { ...drawer, expected: 50_000, counted: 50_000, difference: 0, by: 'staff:1' };
    await running.tell(DrawerClosed, drawer.drawerId, counted, { version: 2 });

    const attempts = await Promise.all([close(indiranagar), close(indiranagar), close(indiranagar)]);
    expect(attempts.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    const day = (await close(indiranagar, { businessDate })).data(outletDayView);
    expect(day).toMatchObject({ status: 'CLOSED', businessDate, bills: 1, total: 12_600, paid: 12_600, tips: 0 });
    expect(await look(indiranagar, `?date=${businessDate}`)).toEqual(day);
    const [row] = await running.service.query<{ id: string }>('select id from outlet_day where outlet_id = $1', [
      indiranagar,
    ]);
    expect(await running.facts(DayClosed, row?.id ?? '')).toMatchObject([{ businessDate, bills: 1, total: 12_600 }]);

    const late = await running.place(token);
    expect([late.status, late.code]).toEqual([409, 'OUTLET_DAY_CLOSED']);
    expect((await running.place(token, { outletId: koramangala })).status).toBe(201);
  });

  it('can be closed for days that were, not for those to come', async () => {
    const past = await close(koramangala, { businessDate: '2026-01-05' });
    expect([past.status, past.at('data.bills')]).toEqual([201, 0]);
    const future = await close(koramangala, { businessDate: '2199-01-01' });
    expect([future.status, future.faults]).toEqual([422, ['businessDate OUT_OF_RANGE']]);
    for (const body of [{ businessDate: '2026-02-31' }, { businessDate: 5 }, { date: '2026-01-01' }])
      expect((await close(koramangala, body)).status).toBe(422);
  });

  it('closes over no order that arrives at the same moment', async () => {
    const token = await running.customer();
    const cart = { outletId: koramangala };
    const [closing, ...placings] = await Promise.all([
      close(koramangala),
      ...Array.from({ length: 12 }, () => running.place(token, cart, { headers: { prefer: 'respond-async' } })),
    ]);
    const left = await running.service.query<{ count: number }>(
      `select count(*)::integer as count from orders o join outlet_day d using (tenant_id, outlet_id, business_date)
       where o.outlet_id = $1 and o.created_at > d.created_at`,
      [koramangala],
    );
    expect(left).toEqual([{ count: 0 }]);
    expect([201, 409]).toContain(closing.status);
    for (const placing of placings) {
      expect([201, 202, 409]).toContain(placing.status);
      if (closing.status === 201) expect(placing.code).toBe('OUTLET_DAY_CLOSED');
    }
  });

  it('is the business of managers of that outlet', async () => {
    const away = await running.staff('MANAGER', [koramangala]);
    expect((await close(indiranagar, undefined, away)).status).toBe(404);
    for (const outletId of [otherOutlet, randomUUID(), 'none']) expect((await close(outletId)).status).toBe(404);
    const waiter = await close(indiranagar, undefined, await running.staff('WAITER'));
    expect([waiter.status, waiter.code]).toEqual([403, 'PERMISSION_DENIED']);
  });
});
