import {
  allEvents,
  roomKinds,
  socketScreens,
  StockOut,
  TicketQueued,
  type EventDefinition,
  type Received,
} from '@chowk/contracts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roomRoutes, routeOf } from './room-routes.js';

const samples = new URL('../../../../../libs/contracts/samples/', import.meta.url);
const outletOf = (data: object): unknown => Reflect.get(data, 'outletId');

function received({ type }: Pick<EventDefinition, 'type'>): Received {
  const data: unknown = JSON.parse(readFileSync(new URL(`${type}.json`, samples), 'utf8'));
  return { type, data } as Received;
}

describe('The table of rooms', () => {
  it.each([...roomRoutes.keys()])('%s is told in rooms of its own outlet, session and customer alone', (type) => {
    const event = received({ type });
    const { rooms } = routeOf(event);
    const text = JSON.stringify(event.data);
    expect(rooms.length).toBeGreaterThan(0);
    for (const room of rooms) expect(text).toContain(room.split(':')[1]);
  });

  it('knows every event that a screen waits for; what is between services alone is told to nobody', () => {
    const areOf = /^(order|ticket|table-session|bill|outlet-day|payment|cash|drawer|stock|device)\./;
    const betweenServices = [
      'order.bill.state',
      'order.revision-asked',
      'bill.refund-due',
      'payment.created',
      'stock.moved',
    ];
    const wanted = allEvents.map(({ type }) => type).filter((type) => areOf.test(type));
    const untold = wanted.filter((type) => !roomRoutes.has(type)).map((type) => type.replace(/\.v1$/, ''));
    expect(untold.sort()).toEqual(betweenServices.sort());
  });

  it('tells an event of an outlet in no room of another', () => {
    const [sample, other] = ['01920000-0000-7000-8000-000000000001', '01920000-0000-7000-8000-00000000000b'];
    for (const type of roomRoutes.keys()) {
      const event = received({ type });
      const there = { ...event, data: { ...(event.data as object), outletId: other } } as Received;
      const outletRooms = routeOf(there).rooms.filter((room) => /^(floor|kitchen|managers):/.test(room));
      expect([type, outletRooms.filter((room) => room.includes(sample))]).toEqual([type, []]);
      expect([type, outletRooms.length > 0]).toEqual([type, true]);
    }
  });

  it('tells a ticket in the rooms of its kitchen and station, and what runs out to managers', () => {
    const ticket = received(TicketQueued);
    const { station } = ticket.data as { station: string };
    const outlet = String(outletOf(ticket.data as object));
    expect(routeOf(ticket).rooms).toEqual([`kitchen:${outlet}`, `kitchen:${outlet}:${station}`]);
    expect(routeOf(received(StockOut)).rooms.map((room) => room.split(':')[0])).toEqual(['floor', 'managers']);
  });

  it('names rooms as they are documented, each of one namespace', () => {
    const documented = Object.values(roomKinds).map(
      ({ name }) => new RegExp(`^${name.replaceAll(/<[^>]+>/g, '[^:]+')}$`),
    );
    for (const room of [...roomRoutes.keys()].flatMap((type) => routeOf(received({ type })).rooms))
      expect([room, documented.filter((name) => name.test(room)).length]).toEqual([room, 1]);
    const shown = Object.values(socketScreens).flatMap(({ rooms }) => rooms);
    expect(shown.sort()).toEqual(Object.keys(roomKinds).sort());
  });

  it('refuses an event that it does not know', () => {
    expect(() => routeOf({ type: 'something.else.v1', data: {} } as Received)).toThrow('told in no room');
  });
});
