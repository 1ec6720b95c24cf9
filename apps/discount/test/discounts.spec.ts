import {
  calculation,
  ItemState,
  OrderCancelled,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OutletState,
  ruleAnswer,
  type EventDefinition,
  type Tenant,
} from '@chowk/contracts';
import { newId, runInCall } from '@chowk/kit';
import {
  assertTenantIsolation,
  eventually,
  itemMother,
  messageOf,
  orderHeadMother,
  outletMother,
  startTestService,
  type TestService,
  type TopicListener,
} from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeedDemoRules } from '../src/database/seed.js';
import { discount } from '../src/discount.module.js';

/** Discount on real PostgreSQL, Redis and Kafka; catalog, auth and order are played by the test. */
describe('Discounts', () => {
  let service: TestService;
  let tenant: Tenant;
  let token: string;
  let heard: TopicListener;
  const registration = newId();
  const outlet = outletMother({ taxRegistrationId: registration });
  const beverages = newId();
  const modifier = { id: newId(), name: { en: 'Extra shot' }, price: 1_000, available: true };
  const group = { id: newId(), name: { en: 'Extras' }, minChoices: 0, maxChoices: 3, modifiers: [modifier] };
  const coffee = itemMother({ categoryIds: [beverages], modifierGroups: [group] });
  const large = { id: newId(), name: { en: 'Large' }, price: 9_000, isDefault: false };
  const small = { id: newId(), name: { en: 'Small' }, price: 6_000, isDefault: true };
  const tea = itemMother({ name: { en: 'Tea' }, variants: [small, large] });

  beforeAll(async () => {
    service = await startTestService(discount);
    const stateCode = '29';
    const seller = { gstin: null, stateCode, regime: 'REGULAR', legalName: 'A restaurant', fssai: null } as const;
    tenant = await service.addTenant({ taxRegistrations: [{ id: registration, ...seller }] });
    token = await service.mintToken({ tenantId: tenant.id, roles: ['MANAGER'] });
    heard = service.kafka.listen('discount', 'discount.rule.state');
    await tell(OutletState, outlet.id, outlet);
    for (const item of [coffee, tea]) await tell(ItemState, item.id, item);
    await eventually('the copies are there', async () => {
      const rows = await service.query('select id from known_item union all select id from known_outlet');
      return rows.length === 3;
    });
  });
  afterAll(async () => {
    await heard.close();
    await service.close();
  });

  const tell = (definition: EventDefinition, aggregateId: string, data: unknown) =>
    service.kafka.send(messageOf(definition, { tenantId: tenant.id, aggregateId, data }));
  const volume = (partial: Record<string, unknown> = {}) => ({
    kind: 'VOLUME',
    name: 'Three coffees: 10 % off',
    subject: { on: 'ITEMS', itemIds: [coffee.id] },
    quantity: 3,
    gives: { percentBasisPoints: 1_000 },
    ...partial,
  });
  const add = async (body: unknown) => {
    const reply = await service.http.post('/discounts/rules', { body, token });
    return { reply, rule: reply.data(ruleAnswer) };
  };
  const remove = (id: string) => service.http.delete(`/discounts/rules/${id}`, { token });
  const calculate = (lines: unknown, partial: Record<string, unknown> = {}) =>
    service.http.post('/discounts/calculate', {
      body: { outletId: outlet.id, fulfilment: 'TAKEAWAY', lines, ...partial },
      tenant: tenant.slug,
    });
  const saidOf = (orderId: string, type: string) =>
    heard.heard(
      `${type} of ${orderId}`,
      ({ headers }) => headers['ce_subject'] === orderId && headers['ce_type'] === type,
    );

  it('are calculated for anybody, to the paisa, with the reason of each rule', async () => {
    const { rule } = await add(volume());
    const { rule: minimum } = await add(volume({ name: 'Five', quantity: 5 }));
    const reply = await calculate([{ itemId: coffee.id, quantity: 3 }]);
    expect(reply.status).toBe(200);
    const answer = reply.data(calculation);
    // 3 x 50.00 = 150.00, less 15.00, plus 5 % of 135.00 = 6.76 (CGST 3.38 + SGST 3.38) is 141.76, rounded to 142
    expect(answer).toMatchObject({ subtotal: 15_000, discount: 1_500, tax: 676, roundOff: 24, payable: 14_200 });
    expect(answer.rules.find(({ ruleId }) => ruleId === rule.id)).toMatchObject({
      applied: true,
      amount: 1_500,
      obstacle: null,
    });
    expect(answer.rules.find(({ ruleId }) => ruleId === minimum.id)).toMatchObject({
      applied: false,
      obstacle: 'NOT_ENOUGH_UNITS',
    });
    expect(answer.trace.at(-1)?.after).toBe(14_200);
    await Promise.all([rule, minimum].map(({ id }) => remove(id)));
  });

  it('of a whole bill count for a cart that is its own bill, behind those of the order', async () => {
    const { rule: ofBill } = await add(volume({ scope: 'BILL', subject: { on: 'ORDER' }, priority: 1 }));
    const { rule: ofOrder } = await add(volume({ gives: { percentBasisPoints: 2_000 } }));
    const answer = (await calculate([{ itemId: coffee.id, quantity: 3 }])).data(calculation);
    // 20 % of 150.00, then 10 % of the 120.00 that are left
    expect(answer.rules.map(({ ruleId, amount }) => [ruleId, amount])).toEqual([
      [ofOrder.id, 3_000],
      [ofBill.id, 1_200],
    ]);
    await Promise.all([ofBill, ofOrder].map(({ id }) => remove(id)));
  });

  it('price variants and modifiers as the order does', async () => {
    const reply = await calculate([
      { itemId: tea.id, quantity: 1 },
      { itemId: tea.id, variantId: large.id, quantity: 1 },
      { itemId: coffee.id, modifiers: [{ modifierId: modifier.id, quantity: 2 }], quantity: 1 },
    ]);
    expect(reply.data(calculation).lines.map(({ gross }) => gross)).toEqual([6_000, 9_000, 7_000]);
  });

  it('refuse a cart that names what does not exist, with every place: 422', async () => {
    const unknown = newId();
    const reply = await calculate([
      { itemId: unknown, quantity: 1 },
      { itemId: tea.id, variantId: unknown, quantity: 1 },
      { itemId: coffee.id, modifiers: [{ modifierId: unknown }], quantity: 1 },
    ]);
    expect([reply.status, reply.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
    expect(reply.faults).toEqual([
      'lines.0.itemId UNKNOWN_REFERENCE',
      'lines.1.variantId UNKNOWN_REFERENCE',
      'lines.2.modifiers.0.modifierId UNKNOWN_REFERENCE',
    ]);
    const elsewhere = await calculate([{ itemId: tea.id, quantity: 1 }], { outletId: newId() });
    expect([elsewhere.status, elsewhere.at('error.details.0.path')]).toEqual([422, 'outletId']);
  });

  it.each([
    ['quantity 0', { quantity: 0 }, 'lines.0.quantity OUT_OF_RANGE'],
    ['a price', { quantity: 1, price: 1 }, 'lines.0.price UNKNOWN_FIELD'],
  ])('refuse %s: 422', async (_, partial, fault) => {
    const reply = await calculate([{ itemId: coffee.id, ...partial }]);
    expect([reply.status, reply.faults]).toEqual([422, [fault]]);
  });

  it('come from rules that are told as states when they are written, changed and removed', async () => {
    const { rule, reply } = await add(
      volume({ subject: { on: 'CATEGORIES', categoryIds: [beverages] }, outletIds: [outlet.id] }),
    );
    expect(reply.headers['location']).toBe(`/api/v1/discounts/rules/${rule.id}`);
    const path = `/discounts/rules/${rule.id}`;
    const changed = await service.http.patch(path, {
      body: { active: false, name: 'Paused' },
      token,
      headers: { 'if-match': '"1"' },
    });
    expect(changed.data(ruleAnswer)).toMatchObject({ active: false, name: 'Paused', version: 2, quantity: 3 });
    const late = await service.http.patch(path, { body: { active: true }, token, headers: { 'if-match': '"1"' } });
    expect([late.status, late.code]).toEqual([412, 'VERSION_CONFLICT']);
    expect((await service.http.get(path, { token })).data(ruleAnswer).name).toBe('Paused');
    expect((await remove(rule.id)).status).toBe(204);
    expect((await service.http.get(path, { token })).status).toBe(404);
    expect((await remove(rule.id)).status).toBe(404);
    await heard.heard(
      'the removal',
      ({ headers, value }) => headers['ce_subject'] === rule.id && String(value).includes('"removed":true'),
    );
  });

  it('are listed page by page', async () => {
    const made = [await add(volume()), await add(volume()), await add(volume())];
    const first = await service.http.get('/discounts/rules?limit=2', { token });
    expect(first.at('data.length')).toBe(2);
    const second = await service.http.get(`/discounts/rules?limit=2&cursor=${String(first.at('meta.nextCursor'))}`, {
      token,
    });
    expect([second.at('data.length'), second.at('meta.nextCursor')]).toEqual([1, null]);
    await Promise.all(made.map(({ rule }) => remove(rule.id)));
  });

  it.each([
    ['items', { subject: { on: 'ITEMS', itemIds: [newId()] } }, 'subject.itemIds.0'],
    ['categories', { subject: { on: 'CATEGORIES', categoryIds: [newId()] } }, 'subject.categoryIds.0'],
    ['outlets', { outletIds: [newId()] }, 'outletIds.0'],
  ])('refuse rules about %s that do not exist: 422', async (_, partial, path) => {
    const reply = await service.http.post('/discounts/rules', { body: volume(partial), token });
    expect([reply.status, reply.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
    expect(reply.faults).toEqual([`${path} UNKNOWN_REFERENCE`]);
  });

  it('of one outlet are not there for staff of another, who write none for it either', async () => {
    const written = await service.http.post('/discounts/rules', { body: volume({ outletIds: [outlet.id] }), token });
    const path = `/discounts/rules/${String(written.at('data.id'))}`;
    const elsewhere = {
      token: await service.mintToken({ tenantId: tenant.id, roles: ['MANAGER'], outlets: [newId()] }),
    };
    const replies = [
      await service.http.get(path, elsewhere),
      await service.http.patch(path, { body: { active: false }, ...elsewhere }),
      await service.http.delete(path, elsewhere),
    ];
    expect(replies.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
    const seen = (await service.http.get('/discounts/rules', elsewhere)).data(ruleAnswer.array());
    expect(seen.filter(({ outletIds }) => outletIds !== null)).toEqual([]);
    const own = await service.http.post('/discounts/rules', { body: volume({ outletIds: [outlet.id] }), ...elsewhere });
    expect([own.status, own.code, own.faults]).toEqual([422, 'UNKNOWN_REFERENCE', ['outletIds.0 UNKNOWN_REFERENCE']]);
    expect((await service.http.delete(path, { token })).status).toBe(204);
  });

  it('that hold at other outlets too are read and not changed by staff of one: 403', async () => {
    const branch = outletMother();
    await tell(OutletState, branch.id, branch);
    await eventually('the branch is known', async () => {
      const rows = await service.query('select 1 from known_outlet where id = $1', [branch.id]);
      return rows.length === 1;
    });
    const manager = {
      token: await service.mintToken({ tenantId: tenant.id, roles: ['MANAGER'], outlets: [outlet.id] }),
    };
    const everywhere = (await add(volume())).rule;
    const shared = (await add(volume({ outletIds: [outlet.id, branch.id] }))).rule;
    for (const { id } of [everywhere, shared]) {
      const path = `/discounts/rules/${id}`;
      expect((await service.http.get(path, manager)).status).toBe(200);
      const refused = [
        await service.http.patch(path, { body: { active: false }, ...manager }),
        await service.http.delete(path, manager),
      ];
      expect(refused.map(({ status, code }) => [status, code])).toEqual(Array(2).fill([403, 'PERMISSION_DENIED']));
      expect((await service.http.get(path, { token })).data(ruleAnswer)).toMatchObject({ active: true, version: 1 });
    }
    const wide = await service.http.post('/discounts/rules', { body: volume(), ...manager });
    expect([wide.status, wide.code]).toEqual([403, 'PERMISSION_DENIED']);
    const own = await service.http.post('/discounts/rules', { body: volume({ outletIds: [outlet.id] }), ...manager });
    const { id } = own.data(ruleAnswer);
    expect((await service.http.patch(`/discounts/rules/${id}`, { body: { active: false }, ...manager })).status).toBe(
      200,
    );
    expect((await service.http.delete(`/discounts/rules/${id}`, manager)).status).toBe(204);
    await Promise.all([everywhere, shared].map((rule) => remove(rule.id)));
  });

  it('refuse a rule of no known kind: 422, and customers: 403', async () => {
    const reply = await service.http.post('/discounts/rules', { body: volume({ kind: 'MAGIC' }), token });
    expect([reply.status, reply.code]).toEqual([422, 'VALIDATION_FAILED']);
    const customer = await service.mintToken({ tenantId: tenant.id, roles: ['CUSTOMER'] });
    expect((await service.http.get('/discounts/rules', { token: customer })).status).toBe(403);
  });

  describe('redeemed by orders', () => {
    const ruleId = newId();
    const placed = (orderId: string, appliedRules: unknown[]) => {
      const { id: lineId } = { id: newId() };
      const what = {
        itemId: coffee.id,
        variantId: null,
        modifiers: [],
        name: 'Coffee',
        station: 'counter',
        quantity: 3,
      };
      const line = { lineId, lineIndex: 0, ...what, gross: 15_000, discount: 1_500, tax: 0, total: 13_500 };
      const data = {
        ...orderHeadMother({ orderId, outletId: outlet.id }),
        lines: [line],
        appliedRules,
        discount: 1_500,
        tax: 0,
      };
      return tell(OrderPlaced, orderId, { ...data, holdUntil: '2026-11-20T13:00:00Z' });
    };
    const applied = [{ ruleId, name: 'Three coffees', amount: 1_500 }];

    it('are remembered once', async () => {
      const orderId = newId();
      await placed(orderId, applied);
      await placed(orderId, applied);
      const message = await saidOf(orderId, 'discount.redeemed.v1');
      expect(JSON.parse(String(message.value))).toMatchObject({
        orderId,
        rules: [{ ruleId, amount: 1_500 }],
        amount: 1_500,
      });
      const rows = await service.query('select amount from redemption where id = $1', [orderId]);
      expect(rows).toHaveLength(1);
    });

    it.each([
      ['rejected', OrderRejected, { rejection: { code: 'OUT_OF_STOCK', details: [] } }],
      ['cancelled', OrderCancelled, { from: 'PLACED', reason: null, by: 'somebody' }],
      ['expired', OrderExpired, { from: 'AWAITING_PAYMENT' }],
    ] as const)('are released when the order is %s', async (_, definition, more) => {
      const orderId = newId();
      await placed(orderId, applied);
      await tell(definition, orderId, { ...orderHeadMother({ orderId, outletId: outlet.id }), ...more });
      await saidOf(orderId, 'discount.released.v1');
    });

    it('are nothing when no rule applied, or when the end of the order was heard of first', async () => {
      const [plain, ended] = [newId(), newId()];
      await placed(plain, []);
      const end = {
        ...orderHeadMother({ orderId: ended, outletId: outlet.id }),
        from: 'PLACED',
        reason: null,
        by: 'somebody',
      };
      await tell(OrderCancelled, ended, end);
      await placed(ended, applied);
      await tell(OrderCancelled, ended, end);
      await eventually('the tombstone stands', async () => {
        const rows = await service.query(`select 1 from redemption where id = $1 and status = 'RELEASED'`, [ended]);
        return rows.length === 1;
      });
      const after = newId();
      await placed(after, applied);
      await saidOf(after, 'discount.redeemed.v1');
      expect(await service.query('select 1 from redemption where id = $1', [plain])).toEqual([]);
    });
  });

  it('of the demo tenants are written once, however often', async () => {
    const seed = service.app.get(SeedDemoRules);
    await runInCall({}, () => seed.run());
    await runInCall({}, () => seed.run());
    const [row] = await service.query<{ count: number }>(
      'select count(*)::int as count from rule where tenant_id <> $1',
      [tenant.id],
    );
    expect(row?.count).toBe(4);
  });

  it('belong to one tenant', async () => {
    await assertTenantIsolation(service.database);
  });
});
