import { allEvents, StockOut, TicketQueued, type EventDefinition, type Received } from '@chowk/contracts';
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

  it('knows every event of orders, tickets and stock that a screen waits for', () => {
    const wanted = allEvents.map(({ type }) => type).filter((type) => /^(order|ticket|stock\.(low|out))/.test(type));
    expect(wanted.filter((type) => !roomRoutes.has(type) && type !== 'order.bill.state.v1')).toEqual([]);
  });

  it('tells a ticket in the rooms of its kitchen and station, and what runs out to managers', () => {
    const ticket = received(TicketQueued);
    const { station } = ticket.data as { station: string };
    const outlet = String(outletOf(ticket.data as object));
    expect(routeOf(ticket).rooms).toEqual([`kitchen:${outlet}`, `kitchen:${outlet}:${station}`]);
    expect(routeOf(received(StockOut)).rooms[0]).toMatch(/^managers:/);
  });

  it('refuses an event that it does not know', () => {
    expect(() => routeOf({ type: 'something.else.v1', data: {} } as Received)).toThrow('told in no room');
  });
});
