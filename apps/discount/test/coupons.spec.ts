import {
  calculation,
  couponAnswer,
  ItemState,
  OrderCancelled,
  OrderExpired,
  OrderPlaced,
  OrderRevived,
  OutletState,
  ruleAnswer,
  type CouponAnswer,
  type EventDefinition,
  type Tenant,
} from '@chowk/contracts';
import { newId, runInCall, seedId } from '@chowk/kit';
import {
  eventually,
  itemMother,
  messageOf,
  orderHeadMother,
  outletMother,
  startTestService,
  type TestService,
  type TopicListener,
} from '@chowk/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeedDemoRules } from '../src/database/seed.js';
import { discount } from '../src/discount.module.js';
import type { AskedDiscounts } from '../src/domain/redemption.js';
import { RedeemDiscounts } from '../src/use-cases/redeem-discounts.js';

/** Coupons on real PostgreSQL, Redis and Kafka; catalog, auth and order are played by the test. */
describe('Coupons', () => {
  let service: TestService;
  let tenant: Tenant;
  let token: string;
  let heard: TopicListener;
  const registration = newId();
  const outlet = outletMother({ taxRegistrationId: registration });
  const branch = outletMother({ code: 'KOR', taxRegistrationId: registration });
  const coffee = itemMother();

  beforeAll(async () => {
    service = await startTestService(discount);
    const seller = { gstin: null, stateCode: '29', regime: 'REGULAR', legalName: 'A restaurant', fssai: null } as const;
    tenant = await service.addTenant({ taxRegistrations: [{ id: registration, ...seller }] });
    token = await service.mintToken({ tenantId: tenant.id, roles: ['MANAGER'] });
    heard = service.kafka.listen('discount', 'discount.coupon.state');
    for (const one of [outlet, branch]) await tell(OutletState, one.id, one);
    await tell(ItemState, coffee.id, coffee);
    await eventually('the copies are there', async () => {
      const rows = await service.query('select id from known_item union all select id from known_outlet');
      return rows.length === 3;
    });
  });
  afterAll(async () => {
    await heard.close();
    await service.close();
  });

  const tell = (definition: EventDefinition, aggregateId: string, data: unknown, version = 1) =>
    service.kafka.send(messageOf(definition, { tenantId: tenant.id, aggregateId, data, version }));
  let made = 0;
  const tenOff = (partial: Record<string, unknown> = {}) => ({
    code: `TEN-${++made}`,
    name: '10 % off',
    subject: { on: 'ORDER' },
    gives: { percentBasisPoints: 1_000 },
    ...partial,
  });
  const post = (body: unknown, as = token) => service.http.post('/discounts/coupons', { body, token: as });
  const write = async (partial: Record<string, unknown> = {}) => (await post(tenOff(partial))).data(couponAnswer);
  const read = async ({ id }: CouponAnswer) =>
    (await service.http.get(`/discounts/coupons/${id}`, { token })).data(couponAnswer);
  const calculate = async (couponCode: string, quantity = 3) => {
    const body = { outletId: outlet.id, fulfilment: 'TAKEAWAY', couponCode, lines: [{ itemId: coffee.id, quantity }] };
    return (await service.http.post('/discounts/calculate', { body, tenant: tenant.slug })).data(calculation);
  };
  const redeemer = <Result>(work: (redeem: RedeemDiscounts) => Promise<Result>) =>
    runInCall({ tenantId: tenant.id }, () => work(service.app.get(RedeemDiscounts)));
  /** Who waited in vain for a connection asks again, as an event is delivered again; whatever else goes wrong is thrown. */
  const redeemOnceConnected = async (asked: AskedDiscounts): Promise<void> => {
    for (;;)
      try {
        await redeemer((redeem) => redeem.redeem(asked));
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'timeout exceeded when trying to connect') throw error;
      }
  };
  const asking = ({ id, code }: CouponAnswer, partial: Partial<AskedDiscounts> = {}): AskedDiscounts => ({
    ...{ orderId: newId(), outletId: outlet.id, orderVersion: 1, customerId: null, rules: [] },
    coupon: { couponId: id, code, amount: 1_500 },
    ...partial,
  });
  const saidOf = (orderId: string, type: string) =>
    heard.heard(
      `${type} of ${orderId}`,
      ({ headers }) => headers['ce_subject'] === orderId && headers['ce_type'] === type,
    );

  describe('are written by managers', () => {
    it('once, also when the process died between its commit and its answer', async () => {
      const twice = async (path: string, body: unknown) => {
        const key = newId();
        const call = () => service.http.post(path, { body, token, key });
        const first = await call();
        await service.query(
          `update idempotency set state = 'PENDING', status = null, headers = null, body = null,
                  lease_until = now() - interval '1 second' where key = $1`,
          [key],
        );
        return [first, await call()] as const;
      };
      const { code, ...ofMany } = tenOff({ prefix: 'AGAIN', count: 3 });
      const [many, manyAgain] = await twice('/discounts/coupons', ofMany);
      const codesOf = (reply: typeof many) => reply.data(couponAnswer.array()).map((coupon) => coupon.code);
      expect([manyAgain.status, codesOf(manyAgain).sort()]).toEqual([201, codesOf(many).sort()]);
      const [one, oneAgain] = await twice('/discounts/coupons', { ...tenOff(), code });
      expect([oneAgain.status, oneAgain.data(couponAnswer)]).toEqual([201, one.data(couponAnswer)]);
      const gives = { percentBasisPoints: 1_000 };
      const off = { kind: 'VOLUME', name: 'Nine', subject: { on: 'ITEMS', itemIds: [coffee.id] }, quantity: 9, gives };
      const [rule, ruleAgain] = await twice('/discounts/rules', off);
      expect([ruleAgain.status, ruleAgain.at('data.id')]).toEqual([201, rule.data(ruleAnswer).id]);
      await service.http.delete(`/discounts/rules/${String(rule.at('data.id'))}`, { token });
    });

    it('one by one, told as states, changed and removed; then the code is free', async () => {
      const reply = await post(tenOff({ code: ' diwali-26 ', limits: { total: 5 } }));
      const coupon = reply.data(couponAnswer);
      expect(reply.headers['location']).toBe(`/api/v1/discounts/coupons/${coupon.id}`);
      const limits = { total: 5, perCustomer: null, budget: null };
      expect(coupon).toMatchObject({ code: 'DIWALI-26', limits, uses: 0, given: 0, version: 1, active: true });
      const taken = await post(tenOff({ code: 'Diwali-26' }));
      expect([taken.status, taken.code]).toEqual([409, 'COUPON_CODE_TAKEN']);

      const path = `/discounts/coupons/${coupon.id}`;
      const body = { limits: { perCustomer: 1 }, cap: 9_000 };
      const changed = await service.http.patch(path, { body, token, headers: { 'if-match': '"1"' } });
      const merged = { limits: { ...limits, perCustomer: 1 }, cap: 9_000, version: 2 };
      expect(changed.data(couponAnswer)).toMatchObject(merged);
      const late = await service.http.patch(path, { body, token, headers: { 'if-match': '"1"' } });
      expect([late.status, late.code]).toEqual([412, 'VERSION_CONFLICT']);
      expect(await read(coupon)).toMatchObject(merged);
      const listed = await service.http.get('/discounts/coupons?code=diwali-26', { token });
      expect(listed.data(couponAnswer.array()).map(({ id }) => id)).toEqual([coupon.id]);

      expect((await service.http.delete(path, { token })).status).toBe(204);
      expect((await service.http.get(path, { token })).status).toBe(404);
      expect((await service.http.delete(path, { token })).status).toBe(404);
      await heard.heard(
        'the removal',
        ({ headers, value }) => headers['ce_subject'] === coupon.id && String(value).includes('"removed":true'),
      );
      expect((await post(tenOff({ code: 'DIWALI-26' }))).status).toBe(201);
    });

    it('one for each code, also when ten write it at once', async () => {
      const body = tenOff();
      const replies = await Promise.all(Array.from({ length: 10 }, () => post(body)));
      expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    });

    it('in bulk, each with a code of its own', async () => {
      const { code, ...body } = tenOff({ count: 25, prefix: 'vip-', limits: { total: 1 } });
      expect(code).toBeDefined();
      const coupons = (await post(body)).data(couponAnswer.array());
      expect(new Set(coupons.map((coupon) => coupon.code)).size).toBe(25);
      for (const coupon of coupons) {
        expect(coupon.code).toMatch(/^VIP-[0-9A-HJKMNP-TV-Z]{10}$/);
        expect(coupon.limits.total).toBe(1);
      }
      const first = await service.http.get('/discounts/coupons?limit=20', { token });
      const cursor = String(first.at('meta.nextCursor'));
      const second = await service.http.get(`/discounts/coupons?limit=20&cursor=${cursor}`, { token });
      const listed = [first, second].flatMap((reply) => reply.data(couponAnswer.array()));
      expect(listed.slice(0, 25).map(({ id }) => id)).toEqual(coupons.map(({ id }) => id).reverse());
    });

    it.each([
      ['without a code and a count', { code: undefined }, 'code NOT_ALLOWED'],
      ['with both', { count: 2 }, 'code NOT_ALLOWED'],
      ['with a prefix for one', { prefix: 'A' }, 'prefix NOT_ALLOWED'],
      ['with a code of other letters', { code: 'ZWÖLF' }, 'code INVALID_FORMAT'],
      ['of a bill', { scope: 'BILL' }, 'scope NOT_ALLOWED'],
      ['with a limit of nothing', { limits: { total: 0 } }, 'limits.total OUT_OF_RANGE'],
      ['with its uses', { uses: 3 }, 'uses UNKNOWN_FIELD'],
      ['in too many copies', { code: undefined, count: 501 }, 'count OUT_OF_RANGE'],
    ])('and refused %s: 422', async (_, partial, fault) => {
      const reply = await post(tenOff(partial));
      expect([reply.status, reply.faults]).toEqual([422, [fault]]);
    });

    it('and refused about items and outlets that do not exist: 422', async () => {
      const unknown = { subject: { on: 'ITEMS', itemIds: [newId()] }, outletIds: [newId()] };
      const reply = await post(tenOff(unknown));
      expect([reply.status, reply.faults]).toEqual([
        422,
        ['outletIds.0 UNKNOWN_REFERENCE', 'subject.itemIds.0 UNKNOWN_REFERENCE'],
      ]);
    });

    it('of their outlet alone: of another they are missing, of several and of all not to be changed', async () => {
      const mine = await service.mintToken({ tenantId: tenant.id, roles: ['MANAGER'], outlets: [outlet.id] });
      const calls = async ({ id }: CouponAnswer) => {
        const path = `/discounts/coupons/${id}`;
        const replies = [
          await service.http.get(path, { token: mine }),
          await service.http.patch(path, { body: { active: false }, token: mine }),
          await service.http.delete(path, { token: mine }),
        ];
        return replies.map(({ status, code }) => code ?? status);
      };
      const foreign = await write({ outletIds: [branch.id] });
      expect(await calls(foreign)).toEqual(Array(3).fill('NOT_FOUND'));
      const [everywhere, shared] = [await write(), await write({ outletIds: [outlet.id, branch.id] })];
      for (const coupon of [everywhere, shared]) {
        expect(await calls(coupon)).toEqual([200, 'PERMISSION_DENIED', 'PERMISSION_DENIED']);
        expect((await read(coupon)).version).toBe(1);
      }
      expect(await calls(await write({ outletIds: [outlet.id] }))).toEqual([200, 200, 204]);
      const seen = (await service.http.get('/discounts/coupons', { token: mine })).data(couponAnswer.array());
      expect(seen.map(({ id }) => id)).not.toContain(foreign.id);
      expect((await post(tenOff(), mine)).code).toBe('PERMISSION_DENIED');
      expect((await post(tenOff({ outletIds: [outlet.id] }), mine)).status).toBe(201);
    });

    it('and by nobody else: 401, 403, and 404 for another tenant', async () => {
      const coupon = await write();
      const path = `/discounts/coupons/${coupon.id}`;
      expect((await service.http.get(path)).code).toBe('AUTH_TOKEN_MISSING');
      for (const role of ['CUSTOMER', 'WAITER', 'CASHIER'] as const) {
        const as = await service.mintToken({ tenantId: tenant.id, roles: [role] });
        expect((await service.http.get(path, { token: as })).code).toBe('PERMISSION_DENIED');
        expect((await post(tenOff(), as)).code).toBe('PERMISSION_DENIED');
      }
      const other = await service.addTenant();
      const stranger = await service.mintToken({ tenantId: other.id, roles: ['OWNER'] });
      const replies = [
        await service.http.get(path, { token: stranger }),
        await service.http.patch(path, { body: { active: false }, token: stranger }),
        await service.http.delete(path, { token: stranger }),
      ];
      expect(replies.map(({ code }) => code)).toEqual(Array(3).fill('NOT_FOUND'));
      expect((await post(tenOff({ code: coupon.code }), stranger)).status).toBe(201);
    });
  });

  describe('in a calculation', () => {
    it('take off what they give, in any spelling', async () => {
      const { id, code } = await write({ cap: 1_200 });
      const answer = await calculate(code.toLowerCase());
      expect(answer).toMatchObject({ discount: 1_200, coupon: { code, applied: true, amount: 1_200, reason: null } });
      expect(answer.rules).toContainEqual(expect.objectContaining({ ruleId: id, applied: true, amount: 1_200 }));
    });

    it('say why they give nothing', async () => {
      const reasonOf = async (partial: Record<string, unknown>) => {
        const { coupon, discount: off } = await calculate((await write(partial)).code);
        expect([coupon?.applied, coupon?.amount, off]).toEqual([false, 0, 0]);
        return coupon?.reason;
      };
      expect((await calculate('NOBODY-KNOWS')).coupon?.reason).toBe('UNKNOWN');
      expect(await reasonOf({ active: false })).toBe('NOT_ACTIVE');
      expect(await reasonOf({ validTo: '2020-01-01T00:00:00Z' })).toBe('NOT_VALID_NOW');
      expect(await reasonOf({ outletIds: [branch.id] })).toBe('OTHER_OUTLET');
      expect(await reasonOf({ minSubtotal: 15_001 })).toBe('BELOW_MINIMUM');
      expect(await reasonOf({ limits: { budget: 1_499 } })).toBe('BUDGET_SPENT');
    });

    it('say that they are used up', async () => {
      const coupon = await write({ limits: { total: 1 } });
      await redeemer((redeem) => redeem.redeem(asking(coupon)));
      expect((await calculate(coupon.code)).coupon?.reason).toBe('USED_UP');
    });
  });

  describe('redeemed by orders', () => {
    const placed = (orderId: string, coupon: CouponAnswer | null, customerId: string | null = null) => {
      const what = {
        itemId: coffee.id,
        variantId: null,
        modifiers: [],
        name: 'Coffee',
        station: 'counter',
        quantity: 3,
      };
      const line = { lineId: newId(), lineIndex: 0, ...what, gross: 15_000, discount: 1_500, tax: 0, total: 13_500 };
      return {
        ...orderHeadMother({ orderId, outletId: outlet.id, customerId }),
        ...{ lines: [line], discount: 1_500, tax: 0, holdUntil: '2026-11-20T13:00:00Z' },
        appliedRules: coupon ? [{ ruleId: coupon.id, name: coupon.name, amount: 1_500 }] : [],
        coupon: coupon && { couponId: coupon.id, code: coupon.code, amount: 1_500 },
      };
    };
    const ended = (orderId: string) => orderHeadMother({ orderId, outletId: outlet.id });
    const valueOf = async (orderId: string, type: string): Promise<unknown> =>
      JSON.parse(String((await saidOf(orderId, type)).value));

    it('are answered over the topics, once, and given back when the order comes to nothing', async () => {
      const coupon = await write({ limits: { total: 1 } });
      const [first, second, third] = [newId(), newId(), newId()];
      await tell(OrderPlaced, first, placed(first, coupon));
      expect(await valueOf(first, 'discount.redeemed.v1')).toEqual({
        ...{ orderId: first, outletId: outlet.id, rules: [], amount: 1_500 },
        coupon: { couponId: coupon.id, code: coupon.code, amount: 1_500 },
      });
      await tell(OrderPlaced, second, placed(second, coupon));
      expect(await valueOf(second, 'discount.refused.v1')).toEqual({
        ...{ orderId: second, outletId: outlet.id, code: 'COUPON_REFUSED' },
        details: [{ code: coupon.code, reason: 'USED_UP' }],
      });
      expect(await read(coupon)).toMatchObject({ uses: 1, given: 1_500 });

      for (const version of [2, 3])
        await tell(OrderCancelled, first, { ...ended(first), from: 'PLACED', reason: null, by: 'x' }, version);
      await saidOf(first, 'discount.released.v1');
      await tell(OrderPlaced, third, placed(third, coupon));
      await saidOf(third, 'discount.redeemed.v1');
      expect(await read(coupon)).toMatchObject({ uses: 1, given: 1_500 });
    });

    it('are asked for again by an order that lives again', async () => {
      const coupon = await write({ limits: { total: 1 } });
      const [orderId, other] = [newId(), newId()];
      await tell(OrderPlaced, orderId, placed(orderId, coupon));
      await tell(OrderExpired, orderId, { ...ended(orderId), from: 'AWAITING_PAYMENT' }, 3);
      await saidOf(orderId, 'discount.released.v1');
      await tell(OrderRevived, orderId, placed(orderId, coupon), 4);
      await eventually('it is redeemed again', async () => (await read(coupon)).uses === 1);

      await tell(OrderExpired, orderId, { ...ended(orderId), from: 'AWAITING_PAYMENT' }, 5);
      await eventually('it is given back again', async () => (await read(coupon)).uses === 0);
      await tell(OrderPlaced, other, placed(other, coupon));
      await saidOf(other, 'discount.redeemed.v1');
      await tell(OrderRevived, orderId, placed(orderId, coupon), 6);
      await saidOf(orderId, 'discount.refused.v1');
      expect((await read(coupon)).uses).toBe(1);
    });

    it('have exactly as many uses as their limit allows, however many ask at once', async () => {
      const coupon = await write({ limits: { total: 1 } });
      const orders = Array.from({ length: 50 }, () => newId());
      await Promise.all(orders.map((orderId) => tell(OrderPlaced, orderId, placed(orderId, coupon))));
      const answers = await eventually(
        'all fifty are answered',
        () => {
          const said = heard.messages.filter(({ headers }) => orders.includes(String(headers['ce_subject'])));
          return said.length === 50 && said.map(({ headers }) => headers['ce_type']);
        },
        { timeout: 20_000 },
      );
      expect(answers.filter((type) => type === 'discount.redeemed.v1')).toHaveLength(1);
      expect(answers.filter((type) => type === 'discount.refused.v1')).toHaveLength(49);
      expect((await read(coupon)).uses).toBe(1);
    });

    it('have exactly one use also when fifty transactions ask in the same instant', async () => {
      const [total, budget, each] = [
        await write({ limits: { total: 3 } }),
        await write({ limits: { budget: 4_000 } }),
        await write({ limits: { perCustomer: 2 } }),
      ];
      const customers = [newId(), newId()];
      const fifty = Array.from({ length: 50 }, (_, index) => index);
      await Promise.all(
        [total, budget, each].flatMap((coupon) =>
          fifty.map((index) => redeemOnceConnected(asking(coupon, { customerId: customers[index % 2] ?? null }))),
        ),
      );
      const used = await Promise.all([total, budget, each].map(read));
      expect(used.map(({ uses, given }) => [uses, given])).toEqual([
        [3, 4_500],
        [2, 3_000],
        [4, 6_000],
      ]);
    });

    it('are for known people when each has a limit, and not for those who never existed', async () => {
      const coupon = await write({ limits: { perCustomer: 1 } });
      const refusalOf = async (asked: AskedDiscounts) => {
        await redeemer((redeem) => redeem.redeem(asked));
        const { details } = (await valueOf(asked.orderId, 'discount.refused.v1')) as { details: { reason: string }[] };
        return details[0]?.reason;
      };
      const customerId = newId();
      expect(await refusalOf(asking(coupon))).toBe('SIGN_IN_REQUIRED');
      await redeemer((redeem) => redeem.redeem(asking(coupon, { customerId })));
      expect(await refusalOf(asking(coupon, { customerId }))).toBe('ALREADY_USED');
      expect(await refusalOf(asking({ ...coupon, id: newId() }))).toBe('UNKNOWN');
      await service.http.delete(`/discounts/coupons/${coupon.id}`, { token });
      expect(await refusalOf(asking(coupon, { customerId: newId() }))).toBe('NOT_ACTIVE');
    });

    it('are used by exactly the orders that stand, whatever is heard in whatever order', async () => {
      // What the order's row says: placed at version 1, then by turns come to nothing and alive again.
      const life = fc
        .integer({ min: 1, max: 4 })
        .map((length) => Array.from({ length }, (_, index) => ({ orderVersion: index + 1, ends: index % 2 === 1 })));
      const telling = fc.array(life, { minLength: 1, maxLength: 4 }).chain((lives) => {
        const said = lives.flatMap((one, order) => one.map((step) => ({ ...step, order })));
        const again = fc.subarray(said);
        return again.chain((twice) => {
          const all = [...said, ...twice];
          return fc.record({ lives: fc.constant(lives), heardAs: fc.shuffledSubarray(all, { minLength: all.length }) });
        });
      });
      await fc.assert(
        fc.asyncProperty(telling, async ({ lives, heardAs }) => {
          const coupon = await write();
          const ids = lives.map(() => newId());
          for (const { order, orderVersion, ends } of heardAs) {
            const orderId = ids[order] ?? '';
            const asked = asking(coupon, { orderId, orderVersion });
            await redeemer((redeem) => {
              if (ends) return redeem.release(orderId, outlet.id, orderVersion);
              return orderVersion === 1 ? redeem.redeem(asked) : redeem.redeemAgain(asked);
            });
          }
          const standing = lives.filter((one) => one.at(-1)?.ends === false).length;
          expect(await read(coupon)).toMatchObject({ uses: standing, given: standing * 1_500 });
        }),
        { numRuns: 25 },
      );
    }, 60_000);
  });

  it('of the demo restaurant welcome each customer once', async () => {
    const seed = service.app.get(SeedDemoRules);
    await runInCall({}, () => seed.run());
    await runInCall({}, () => seed.run());
    const rows = await service.query<{ code: string; coupon: unknown }>(
      'select code, coupon from coupon where tenant_id = $1',
      [seedId('tenant/intellidine')],
    );
    expect(rows).toMatchObject([
      {
        code: 'WELCOME10',
        coupon: { gives: { percentBasisPoints: 1_000 }, cap: 10_000, limits: { perCustomer: 1 }, validTo: null },
      },
    ]);
  });
});
