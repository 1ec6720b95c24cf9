import { orderView, OutletState, type OrderView } from '@chowk/contracts';
import { Clock, newId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiningRoom } from './dining-room.js';
import { indiranagar, outlet, tenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
/** Good for years, since the clock goes far ahead. */
let token: string;
let code: string;
const [tokyo, newYork, nightBar] = [newId(), newId(), newId()];
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  ({ code } = await room.table());
  token = await running.service.mintToken({ tenantId, roles: ['OWNER'], expiresIn: 10 * 365 * 86_400 });
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' } });
  await running.tell(OutletState, tokyo, outlet({ id: tokyo, timeZone: 'Asia/Tokyo' }));
  await running.tell(OutletState, newYork, outlet({ id: newYork, timeZone: 'America/New_York' }));
  await running.tell(OutletState, nightBar, outlet({ id: nightBar, businessDayStart: '12:00' }));
});
afterAll(() => running.close());

/** Moves the clock to an instant. */
async function at(instant: string): Promise<void> {
  const clock = running.service.app.get(Clock);
  const ahead = Date.parse(instant) - (clock.now().getTime() - clock.offsetMs);
  await running.moveClock(ahead);
}

async function dateAt(outletId: string): Promise<string> {
  const view: OrderView = await running.placed(token, { outletId });
  return view.businessDate;
}

describe('the business date of an order', () => {
  it('is the evening before for an order at 01:40, and the new day from the outlet’s own beginning on', async () => {
    await at('2027-03-13T20:10:00.000Z'); // Sunday 01:40 in Bengaluru
    expect(await dateAt(indiranagar)).toBe('2027-03-13');
    await at('2027-03-13T22:31:00.000Z'); // Sunday 04:01
    expect(await dateAt(indiranagar)).toBe('2027-03-14');
    expect(await dateAt(nightBar)).toBe('2027-03-13');
    await at('2027-03-14T06:31:00.000Z'); // Sunday 12:01
    expect(await dateAt(nightBar)).toBe('2027-03-14');
  });

  it('is that of the outlet’s zone: one instant, three days', async () => {
    await at('2027-03-20T20:10:00.000Z');
    expect(await dateAt(tokyo)).toBe('2027-03-21'); // 05:10
    expect(await dateAt(indiranagar)).toBe('2027-03-20'); // 01:40
    expect(await dateAt(newYork)).toBe('2027-03-20'); // 16:10
    await at('2027-03-21T06:00:00.000Z');
    expect(await dateAt(newYork)).toBe('2027-03-20'); // 02:00
    expect(await dateAt(tokyo)).toBe('2027-03-21'); // 15:00
  });

  it('is stamped once: on the session when people sit down, on each order when it is placed, on the bill with its first', async () => {
    await at('2027-03-26T22:00:00.000Z'); // Saturday 03:30
    const guest = await room.guest(code);
    const first = (await room.order(guest.token, guest.session.id)).data(orderView);
    await at('2027-03-26T23:00:00.000Z'); // Saturday 04:30
    const second = (await room.order(guest.token, guest.session.id)).data(orderView);
    expect([guest.session.businessDate, first.businessDate, second.businessDate]).toEqual([
      '2027-03-26',
      '2027-03-26',
      '2027-03-27',
    ]);
    const bill = await running.http.get(`/bills/${first.billId}`, { token });
    expect(bill.at('data.businessDate')).toBe('2027-03-26');
    const ofTheEvening = await running.http.get('/orders?date=2027-03-26', { token });
    expect(ofTheEvening.at('data.0.id')).toBe(first.id);
    const changed = await running.http.patch(`/orders/${first.id}/status`, { token, body: { status: 'PREPARING' } });
    expect(changed.at('data.businessDate')).toBe('2027-03-26');
  });
});
