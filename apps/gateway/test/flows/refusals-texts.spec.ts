import { randomUUID } from 'node:crypto';
import { orderView, tableRequestView, type OrderView } from '@chowk/contracts';
import type { Reply } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Phone } from './phone.js';
import { answerOf, faultsOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import { cartOf, peopleOf, type People } from './refusals-right-bodies.js';
import { rowCounts } from './refusals-row-counts.js';
import { Restaurant } from './restaurant.js';

/** SQL, templates, HTML, formats and paths: to be kept as they are, and never understood. */
const hostile = [
  `'; drop table orders; --`,
  `' or pg_sleep(3) is null --`,
  `\${7*7} {{7*7}} #{7*7} <%= 7*7 %>`,
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `%s%n%x %00 $1 :id ?`,
  `../../../../etc/passwd`,
  `=HYPERLINK("http://x.example")`,
  `{"$gt": ""} \\u0041 \\\\`,
  `ආයුබෝවන් مرحبا 👩‍👩‍👧 e\u0301`,
];

/** The slowest that any of this may be; measured by the quickest of three, since this machine does other things too. */
const patience = 300;

describe('Texts that mean something to somebody else', () => {
  const restaurant = new Restaurant();
  let people: People;
  let phone: Phone;
  let placed: OrderView;
  beforeAll(async () => {
    people = await peopleOf(restaurant);
    const { customer, manager } = people;
    phone = await Phone.scan(await restaurant.table('T6', manager));
    const order = await customer.post('/orders', cartOf(people));
    placed = await restaurant.settled(customer, order.data(orderView).id);
  });

  /** The quickest of three such calls, and their answer. */
  async function timed(call: () => Promise<Reply>): Promise<{ reply: Reply; took: number }> {
    let took = Number.POSITIVE_INFINITY;
    let last: Reply | undefined;
    for (let times = 0; times < 3 && took >= patience; times++) {
      const from = performance.now();
      last = await call();
      took = Math.min(took, performance.now() - from);
    }
    if (!last) throw new Error('It was not called');
    return { reply: last, took };
  }

  it.each(hostile)('such as %s are stored and returned as texts, at once', async (text) => {
    const { customer, manager, owner, outletId, itemId } = people;
    const unlike = () => `${text} ${randomUUID().slice(-6)}`;
    const label = () => `${text.slice(0, 8)}${randomUUID().slice(-6)}`;
    const rule = { kind: 'TIME_BASED', weekdays: [1], from: '10:00', to: '11:00', gives: { amount: 1 }, active: false };
    const cart = { ...cartOf(people), lines: [{ itemId, quantity: 1, notes: text }], notes: text };
    const tries: readonly (readonly [
      who: typeof customer,
      call: string,
      at: string,
      body: () => Record<string, unknown>,
    ])[] = [
      [customer, 'PATCH /users/profile', 'name', () => ({ name: text })],
      [customer, 'POST /orders', 'notes', () => cart],
      [phone, `POST /sessions/${phone.sessionId}/requests`, 'note', () => ({ kind: 'OTHER', note: text })],
      [manager, 'POST /tables', 'label', () => ({ outletId, label: label() })],
      [manager, 'POST /menu/categories', 'name.en', () => ({ name: { en: unlike() } })],
      [
        manager,
        'POST /discounts/rules',
        'name',
        () => ({ ...rule, name: unlike(), subject: { on: 'ORDER' }, outletIds: [outletId] }),
      ],
      [
        owner,
        'POST /inventory/items',
        'name',
        () => ({ outletId, sku: `t-${randomUUID().slice(-8)}`, name: text, unit: 'g' }),
      ],
      [manager, 'POST /devices/pair', '', () => ({ outletId, name: text })],
    ];
    for (const [who, call, at, body] of tries) {
      const [method = '', path = ''] = call.split(' ');
      let sent: Record<string, unknown> = {};
      const { reply, took } = await timed(() => {
        sent = body();
        return who.call(method, path, sent);
      });
      expect([call, reply.status < 300, reply.text.slice(0, reply.status < 300 ? 0 : 300)]).toEqual([call, true, '']);
      const wanted = at.split('.').reduce<unknown>((value, key) => Object(value)[key] as unknown, sent);
      if (at !== '') expect([call, reply.at(`data.${at}`)]).toEqual([call, wanted]);
      expect(reply.headers['content-type']).toContain('application/json');
      expect(reply.headers['x-content-type-options']).toBe('nosniff');
      expect([call, took < patience]).toEqual([call, true]);
    }
    const mine = (await customer.get('/orders')).data(orderView.array())[0];
    expect([mine?.notes, mine?.lines[0]?.notes]).toEqual([text, text]);
    expect((await customer.get('/users/profile')).at('data.name')).toBe(text);
    const asked = (await manager.get(`/sessions/${phone.sessionId}/requests`)).data(tableRequestView.array());
    expect(asked.map(({ note }) => note)).toContain(text);
  });

  it.each(hostile)('such as %s find nothing that they do not stand in, at once, and harm nothing', async (text) => {
    const { customer, manager } = people;
    const given = encodeURIComponent(text);
    const before = await rowCounts();
    const menu = await timed(() => restaurant.anybody.get(`/menu?q=${given}`));
    expect([answerOf(menu.reply), menu.took < patience]).toEqual(['200', true]);
    const found = menu.reply.data(z.object({ categories: z.array(z.object({ items: z.array(z.unknown()) })) }));
    expect(found.categories.flatMap(({ items }) => items)).toEqual([]);
    for (const path of [`/orders?number=${given}`, `/orders/${given}`, `/menu/items/${given}`, `/tables/${given}`]) {
      const { reply, took } = await timed(() => (path.startsWith('/orders?') ? manager : customer).get(path));
      expect([path, reply.status < 500, took < patience]).toEqual([path, true, true]);
      expect(reply.status === 200 ? reply.at('data') : []).toEqual([]);
    }
    expect(await rowCounts()).toEqual(before);
  });

  it('such as `%` and `_` search for themselves; 10 kB are too long, a billion results too many', async () => {
    for (const text of ['%', '_', '%%', '\\', '*', '.*', '%a%'])
      expect([
        text,
        (await restaurant.anybody.get(`/menu?q=${encodeURIComponent(text)}`)).at('data.categories'),
      ]).toEqual([text, []]);
    const long = 'a'.repeat(10_000);
    expect(faultsOf(await restaurant.anybody.get(`/menu?q=${long}`))).toMatch(/^422 VALIDATION_FAILED q /);
    expect(faultsOf(await people.manager.get('/orders?limit=1e9'))).toBe('422 VALIDATION_FAILED limit OUT_OF_RANGE');
    const others = await othersThan(
      '422 VALIDATION_FAILED',
      [`/orders?number=${long}`, `/orders?outlet=${long}`, `/bills?session=${long}`, `/payments?bill=${long}`],
      (path) => path.slice(0, 20),
      async (path) => answerOf(await people.manager.get(path)),
    );
    expect(others).toEqual([]);
  });

  it('leave everything where it was', async () => {
    expect((await people.customer.get(`/orders/${placed.id}`)).data(orderView)).toMatchObject({ lines: placed.lines });
    expect((await people.manager.post(`/sessions/${phone.sessionId}/close`, {})).status).toBe(200);
  });
});
