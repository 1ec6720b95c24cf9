import { readFileSync } from 'node:fs';
import * as contracts from '@chowk/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asyncApiFaults } from './asyncapi/faults.mjs';
import { brokenScreens, socketSchema, socketShapes, toldWhere } from './socket-shapes.mjs';

const told = { '/orders': { 'order.placed.v1': ['customer', 'floor'] } };

/** The sockets as they are, with some shapes replaced and others left out. */
function sockets(replaced = {}, leftOut = []) {
  const shapes = [...socketShapes(contracts)].filter(([name]) => !leftOut.includes(name));
  const schemas = shapes.map(([name, shape]) => [name, socketSchema(name, replaced[name] ?? shape)]);
  return { schemas: new Map(schemas), told };
}
const { EndTold, FrameTold, RoomsTold, socketHandshake, socketSubscribe } = contracts;

describe('A change of what sockets carry', () => {
  it.each([
    ['nothing changed', sockets()],
    ['a frame says more', sockets({ 'server.event': FrameTold.body.extend({ outletName: z.string().optional() }) })],
    ['a handshake may say more', sockets({ handshake: socketHandshake.extend({ language: z.string().optional() }) })],
    [
      'more is told',
      {
        ...sockets(),
        told: { '/orders': { 'order.placed.v1': ['customer', 'floor', 'table-session'], 'x.v1': ['floor'] } },
      },
    ],
  ])('%s: free', (_, after) => {
    expect(brokenScreens(sockets(), after)).toEqual([]);
  });

  it.each([
    ['a field is gone', { 'server.event': FrameTold.body.omit({ seq: true }) }, 'server.event: data.seq was removed'],
    [
      'a field changed its type',
      { 'server.rooms': RoomsTold.body.extend({ rooms: z.array(z.string()) }) },
      'data.rooms changed its type',
    ],
    [
      'numbers of rooms became texts',
      { 'server.rooms': z.object({ rooms: z.record(z.string().min(1).max(200), z.string()) }) },
      'data.rooms.* changed its type',
    ],
    [
      'a client must say more',
      { 'client.subscribe': socketSubscribe.extend({ since: z.number() }) },
      'client.subscribe: data.since is newly required',
    ],
    [
      'an answer may lack what it had',
      { 'client.authenticate.answer': contracts.socketAnswer(contracts.AuthenticateAsked.answer.partial()) },
      'expiresAt is no longer certain',
    ],
    [
      'an alarm is not named any more',
      { 'server.event': FrameTold.body.extend({ alarm: z.enum(['STOCK_LOW']).optional() }) },
      'data.alarm changed its values',
    ],
    [
      'a reason lost its code',
      { 'server.end': EndTold.body.extend({ error: z.object({ message: z.string() }) }) },
      'data.error.code was removed',
    ],
  ])('%s: refused', (_, replaced, says) => {
    expect(brokenScreens(sockets(), sockets(replaced)).join('\n')).toContain(says);
  });

  it('an event is not there any more: refused', () => {
    expect(brokenScreens(sockets(), sockets({}, ['server.resync']))).toEqual(['socket server.resync was removed']);
  });

  it('an event is not told in a room any more: refused', () => {
    const silent = { ...sockets(), told: { '/orders': { 'order.placed.v1': ['floor'] } } };
    expect(brokenScreens(sockets(), silent)).toEqual([
      'socket /orders: order.placed.v1 is no longer told in customer rooms',
    ]);
  });
});

describe('What is told where', () => {
  it('follows the rooms that the service names, and the people of the orders that an event names', () => {
    const routes = new Map([
      ['a.v1', { rooms: () => ['kitchen:1', 'kitchen:1:GRILL', 'floor:1'], orders: () => [] }],
      ['b.v1', { rooms: () => ['managers:1'], orders: ({ orderIds }) => orderIds }],
    ]);
    expect(toldWhere(contracts, routes, () => ({ orderIds: ['o'] }))).toEqual({
      '/orders': { 'a.v1': ['floor'], 'b.v1': ['customer', 'table-session'] },
      '/kitchen': { 'a.v1': ['kitchen', 'station'] },
      '/managers': { 'b.v1': ['managers'] },
    });
  });
});

describe('The document of events', () => {
  const document = JSON.parse(readFileSync(new URL('../../docs/api/asyncapi.json', import.meta.url), 'utf8'));

  it('is AsyncAPI, by its own parser', async () => {
    expect(await asyncApiFaults(document)).toEqual([]);
  });

  it('that names what is not there: refused', async () => {
    const broken = structuredClone(document);
    broken.operations['sockets.orders.connect'].messages = [{ $ref: '#/channels/sockets.orders/messages/nothing' }];
    expect((await asyncApiFaults(broken)).join('\n')).toContain('sockets.orders.connect');
  });

  it('gives examples that the services themselves would read', () => {
    const { eventHeaders, roomFrame } = contracts;
    const events = new Map(contracts.allEvents.map((event) => [event.type, event]));
    const shapes = socketShapes(contracts);
    for (const [name, { examples = [] }] of Object.entries(document.components.messages)) {
      const [, prefix, type] = /^(frame|socket)?\.?(.*)$/.exec(name);
      if (name !== 'dead-letter') expect([name, examples.length]).toEqual([name, 1]);
      for (const { headers, payload } of examples) {
        if (prefix === 'socket') shapes.get(type).parse(payload);
        else events.get(type).schema.parse(prefix === 'frame' ? roomFrame.parse(payload).data : payload);
        if (prefix === undefined) expect(eventHeaders.parse(headers).ce_type).toBe(type);
      }
    }
  });

  it('has every topic, every event and every namespace, each sent by somebody', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual(
      [...contracts.topics.map(({ name }) => name), ...contracts.socketNamespaces].sort(),
    );
    const sent = Object.values(document.operations)
      .filter(({ action }) => action === 'send')
      .flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split('/').at(-1)));
    expect(contracts.allEvents.map(({ type }) => type).filter((type) => !sent.includes(type))).toEqual([]);
  });
});
