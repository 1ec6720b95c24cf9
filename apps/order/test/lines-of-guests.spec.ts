import { randomUUID } from 'node:crypto';
import { OrderPlaced, orderView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiningRoom } from './dining-room.js';
import { dosaId, indiranagar, lassiId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let room: DiningRoom;
let waiter: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  room = new DiningRoom(running);
  await room.runBy({ paymentTiming: { DINE_IN: 'PAY_LATER' } });
  waiter = await running.staff('WAITER', [indiranagar]);
});
afterAll(() => running.close());

const round = (tableSessionId: string, ...guestIds: (string | undefined)[]) => ({
  ...{ outletId: undefined, tableSessionId, fulfilment: 'DINE_IN' },
  lines: guestIds.map((guestId, index) => ({ itemId: index % 2 === 0 ? dosaId : lassiId, quantity: 1, guestId })),
});

describe('whose a line is', () => {
  it('is said by the waiter, line by line, of the guests at the table', async () => {
    const { code } = await room.table();
    const [one, other] = [await room.guest(code), await room.guest(code)];
    const reply = await running.place(waiter, round(one.session.id, one.guestId, other.guestId, undefined));
    const view = reply.data(orderView);
    expect(view).toMatchObject({ guestId: null, customerId: null, channel: 'WAITER', placedBy: { kind: 'staff' } });
    expect(view.lines.map(({ guestId }) => guestId)).toEqual([one.guestId, other.guestId, null]);
  });

  it('is the guest who orders, and the order says so to everybody', async () => {
    const guest = await room.guest((await room.table()).code);
    const view = await running.placed(guest.token, round(guest.session.id, undefined));
    expect([view.guestId, view.lines[0]?.guestId]).toEqual([guest.guestId, guest.guestId]);
    expect(await running.facts(OrderPlaced, view.id)).toMatchObject([{ guestId: guest.guestId, customerId: null }]);
  });

  it('is nothing that guests say of each other, nor staff of people who sit elsewhere', async () => {
    const { code } = await room.table();
    const [one, other] = [await room.guest(code), await room.guest(code)];
    const stranger = await room.guest((await room.table()).code);
    const said = await running.place(one.token, round(one.session.id, undefined, other.guestId));
    expect(said.faults).toEqual(['lines.1.guestId NOT_ALLOWED']);
    for (const guestId of [stranger.guestId, randomUUID()]) {
      const reply = await running.place(waiter, round(one.session.id, undefined, guestId));
      expect([reply.status, reply.faults]).toEqual([422, ['lines.1.guestId UNKNOWN_REFERENCE']]);
    }
    const lines = [{ itemId: dosaId, quantity: 1, guestId: one.guestId }];
    expect((await running.place(waiter, { lines })).faults).toEqual(['lines.0.guestId UNKNOWN_REFERENCE']);
  });
});
