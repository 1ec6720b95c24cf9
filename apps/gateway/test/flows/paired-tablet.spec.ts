import {
  deviceStaff,
  orderView,
  tableSessionView,
  tableView,
  ticketView,
  type OrderView,
  type TableView,
} from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KitchenBoard } from './kitchen-board.js';
import { KitchenScreen } from './kitchen-screen.js';
import { backToNow, moveOnBy } from './moved-clock.js';
import { Phone } from './phone.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';
import { Tablet } from './tablet.js';
import { boardOf, ticketsOf } from './tickets-of.js';

const stations = ['tandoor', 'rice'];

describe('A tablet in the kitchen', () => {
  const restaurant = new Restaurant();
  let minutesAhead = 0;
  let outletId: string;
  let manager: Person;
  let table: TableView;
  let phone: Phone;
  let tablet: Tablet;
  let screen: KitchenScreen;
  let board: KitchenBoard;
  let orders: OrderView[];

  beforeEach(async () => {
    [manager, outletId] = [await restaurant.staff('manager'), await outletOf(restaurant, 'IND')];
    const label = `P${randomUUID().slice(-6)}`;
    table = (await manager.post('/tables', { outletId, label })).data(tableView);
    [phone, orders] = [await Phone.scan(table), []];
    tablet = await Tablet.pair(manager, outletId, stations);
    screen = await KitchenScreen.open(tablet.itself);
    board = new KitchenBoard(await boardOf(tablet.itself));
  });
  afterEach(async () => {
    screen.close();
    manager = await restaurant.staff('manager');
    for (const { id } of orders)
      (await manager.patch(`/orders/${id}/cancel`, { reason: 'Only a trial' })).data(orderView);
    (await manager.post(`/sessions/${phone.sessionId}/close`, {})).data(tableSessionView);
    await manager.delete(`/tables/${table.id}`);
    await manager.delete(`/devices/${tablet.id}`);
  });
  afterAll(backToNow);

  const later = (minutes: number) => moveOnBy((minutesAhead += minutes));

  /** A dish for each of the tablet's stations, and one for another. */
  async function order(): Promise<OrderView> {
    const idOf = await restaurant.menu();
    const lines = ['Butter naan', 'Vegetable biryani', 'Dal makhani'].map((name) => ({
      itemId: idOf(name),
      quantity: 1,
    }));
    const cart = { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines };
    const { id } = (await phone.post('/orders', cart)).data(orderView);
    const placed = await restaurant.reached(phone, id, 'CONFIRMED');
    orders.push(placed);
    return placed;
  }

  /** The tablet has been told everything that it can read, and shows just that. */
  async function isRight(who: Person, ...screens: KitchenScreen[]): Promise<void> {
    await eventually('the board shows what there is', async () => {
      for (const one of screens) board.take(one.events);
      const there = (await boardOf(who)).map(({ id, status, version }) => `${id} ${status} ${version}`);
      expect(board.shown()).toEqual(there.sort());
      return true;
    });
  }

  /** Cooks what an order has at a station. */
  async function cook(who: Person, { id }: OrderView, station: string, ...to: string[]) {
    const ticket = (await ticketsOf(who, id)).find((one) => one.station === station);
    let moved = ticket;
    for (const status of to)
      moved = (await who.patch(`/kitchen/tickets/${String(ticket?.id)}`, { status })).data(ticketView);
    return moved;
  }

  const ended = ({ socket }: KitchenScreen) => {
    const said: { code?: string; isCut: boolean } = { isCut: false };
    socket.once('end', ({ error }: { error: { code: string } }) => (said.code = error.code));
    socket.once('disconnect', () => (said.isCut = true));
    return said;
  };

  it('shows the tickets of its stations and no others', async () => {
    const placed = await order();
    await screen.ticketsOf(placed.id, 2);
    await isRight(tablet.itself, screen);
    const rooms = stations.map((station) => `kitchen:${outletId}:${station}`).sort();
    expect([...new Set(screen.events.map(({ room }) => room))].sort()).toEqual(rooms);
    expect((await ticketsOf(tablet.itself, placed.id)).map(({ station }) => station).sort()).toEqual([
      'rice',
      'tandoor',
    ]);
    const [foreign] = (await ticketsOf(manager, placed.id)).filter(({ station }) => station === 'curry');
    const refused = await tablet.itself.patch(`/kitchen/tickets/${String(foreign?.id)}`, { status: 'STARTED' });
    expect([refused.status, refused.code]).toEqual([404, 'NOT_FOUND']);
    for (const room of [`kitchen:${outletId}`, `kitchen:${outletId}:curry`])
      expect(await screen.socket.emitWithAck('subscribe', { room })).toMatchObject({ status: 404 });
  });

  it('renews in place; after a sleep past the end of its token it comes back with the right board', async () => {
    const first = await order();
    await screen.ticketsOf(first.id, 2);
    await later(10);
    const fresh = await tablet.awake();
    expect(await authenticate(fresh.token)).toMatchObject({ success: true, status: 200 });
    await later(10);
    expect((await tablet.itself.get('/kitchen/tickets')).code).toBe('AUTH_TOKEN_EXPIRED');
    const second = await order();
    await screen.ticketsOf(second.id, 2);
    await isRight(fresh, screen);
    expect(await authenticate(phone.token)).toMatchObject({ success: false, status: 401 });
    expect(screen.socket.connected).toBe(true);

    const end = ended(screen);
    await later(60);
    await eventually('the tablet is cut off', () => end.isCut, { timeout: 5_000 });
    expect(end.code).toBe('AUTH_TOKEN_EXPIRED');
    const hand = await restaurant.staff('kitchen');
    await cook(hand, first, 'tandoor', 'STARTED', 'READY');
    await cook(hand, second, 'rice', 'STARTED');
    const biryani = first.lines.find(({ station }) => station === 'rice')?.lineId;
    expect((await hand.post(`/orders/${first.id}/lines/${biryani}/void`, { reason: 'no rice' })).status).toBe(200);
    await order();

    const awake = await tablet.awake();
    const again = await KitchenScreen.open(awake);
    const rooms = screen.lastSeen();
    const resumed = Object.fromEntries(Object.keys(rooms).map((room) => [room, 'resumed']));
    expect(await again.socket.emitWithAck('resume', { rooms })).toMatchObject({ data: { rooms: resumed } });
    await isRight(awake, screen, again);
    const heard = [...screen.events, ...again.events].map(({ room, seq }) => `${room} ${seq}`);
    expect(new Set(heard).size).toBe(heard.length);
    again.close();
  });

  const authenticate = (token: string | undefined) => screen.socket.emitWithAck('authenticate', { token });

  it('says who did it: its people act by their PIN, for two minutes', async () => {
    const placed = await order();
    const staff = (await tablet.itself.get('/devices/staff')).data(deviceStaff.array());
    const lakshmi = staff.find(({ name }) => name === 'Lakshmi Gowda');
    const wrong = await tablet.itself.post('/devices/staff-session', { staffId: lakshmi?.id, pin: '9999' });
    expect([wrong.status, wrong.code]).toEqual([401, 'PIN_INVALID']);
    const hand = await tablet.actAs('Lakshmi Gowda');
    const byPin = await cook(hand, placed, 'tandoor', 'STARTED');
    const byItself = await cook(tablet.itself, placed, 'rice', 'STARTED');
    const doer = ({ history = [] }: { history?: readonly { by: string }[] } = {}) => history.at(-1)?.by;
    expect([doer(byPin), doer(byItself)]).toEqual([`staff:${lakshmi?.id}`, `device:${tablet.id}`]);
    expect((await manager.get(`/staff/${lakshmi?.id}`)).at('data.name')).toBe('Lakshmi Gowda');
    await later(3);
    expect((await hand.get('/kitchen/tickets')).code).toBe('AUTH_TOKEN_EXPIRED');
    expect((await tablet.itself.get('/kitchen/tickets')).status).toBe(200);
  });

  it('is trusted no more once it is removed: refused at once, and cut off within five seconds', async () => {
    const end = ended(screen);
    expect((await manager.delete(`/devices/${tablet.id}`)).status).toBe(204);
    await eventually('the tablet is cut off', () => end.isCut, { timeout: 5_000 });
    expect(end.code).toBe('AUTH_SESSION_REVOKED');
    await eventually('the gateway has heard of it', async () => {
      const { status, code } = await tablet.itself.get('/kitchen/tickets');
      return status === 401 && code === 'AUTH_SESSION_REVOKED';
    });
    const renewal = await restaurant.anybody.post('/devices/token', { deviceToken: tablet.deviceToken });
    expect([renewal.status, renewal.code]).toEqual([401, 'DEVICE_TOKEN_INVALID']);
    await expect(KitchenScreen.open(tablet.itself)).rejects.toMatchObject({ data: { status: 401 } });
  });
});
