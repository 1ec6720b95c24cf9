import { OutletState } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { assertTenantIsolation, eventually, messageOf, outletMother } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningCatalog } from './running-catalog.js';

describe('Reading the menu', () => {
  let catalog: RunningCatalog;
  let breads: string;
  let naan: string;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
    breads = await catalog.addCategory('Breads');
    naan = await catalog.addItem({
      name: { en: 'Butter naan', hi: 'बटर नान' },
      description: { en: 'From the tandoor' },
      categoryIds: [breads],
      tags: ['hot'],
      overrides: [
        { outletId: catalog.outletId, price: 7_000 },
        { outletId: catalog.outletId, fulfilment: 'TAKEAWAY', price: 5_500 },
      ],
    });
  });
  afterAll(() => catalog.close());

  it('answers the whole tree in the envelope, with a validator, to be asked for again each time', async () => {
    const reply = await catalog.get('/menu');
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'cache-control': 'public, max-age=0',
      vary: 'X-Tenant-Id, Accept-Language',
      etag: expect.stringMatching(/^W\/".+"$/),
    });
    expect(reply.at('data')).toMatchObject({
      language: 'en',
      currency: 'INR',
      pricesIncludeTax: false,
      outletId: null,
    });
    expect(reply.at('data.categories.0')).toMatchObject({
      id: breads,
      name: 'Breads',
      items: [{ id: naan, price: 6_000 }],
    });
  });

  it('answers 304 without a body to who has it already, and 200 once anything changed', async () => {
    const etag = String((await catalog.get('/menu')).headers['etag']);
    const same = await catalog.get('/menu', { 'if-none-match': etag });
    expect([same.status, same.text, same.headers['etag']]).toEqual([304, '', etag]);
    const one = await catalog.get(`/menu/items/${naan}`);
    expect((await catalog.get(`/menu/items/${naan}`, { 'if-none-match': String(one.headers['etag']) })).status).toBe(
      304,
    );
    await catalog.patch(`/menu/items/${naan}`, { position: 7 });
    await catalog.patch(`/menu/items/${naan}`, { spice: 1 });
    expect((await catalog.get('/menu', { 'if-none-match': etag })).status).toBe(200);
  });

  it("speaks the language of Accept-Language, or of lang, and falls back to the tenant's", async () => {
    const name = async (query: string, accepted: string) =>
      (await catalog.get(`/menu${query}`, { 'accept-language': accepted })).at('data.categories.0.items.0.name');
    expect(await name('', 'hi-IN,en;q=0.5')).toBe('बटर नान');
    expect(await name('', 'fr')).toBe('Butter naan');
    expect(await name('?lang=hi', 'en')).toBe('बटर नान');
    expect(await name('?lang=kn', 'hi')).toBe('Butter naan');
    expect((await catalog.menuItem(naan, '?lang=hi')).description).toBe('From the tandoor');
  });

  it('tells the price of the outlet and the fulfilment', async () => {
    const prices = await Promise.all(
      [
        '',
        `?outlet=${catalog.outletId}`,
        `?outlet=${catalog.outletId}&fulfilment=TAKEAWAY`,
        '?fulfilment=TAKEAWAY',
      ].map(async (query) => (await catalog.menuItem(naan, query)).price),
    );
    expect(prices).toEqual([6_000, 7_000, 5_500, 6_000]);
  });

  it('is filtered by category, diet, tag, availability and words in any language', async () => {
    const egg = await catalog.addItem({ name: { en: 'Egg curry', hi: 'अंडा करी' }, diet: 'EGG' });
    await catalog.patch(`/menu/items/${egg}/availability`, { available: false });
    expect(await catalog.names(`?category=${breads}`)).toEqual(['Butter naan']);
    expect(await catalog.names('?veg=true')).toEqual(['Butter naan']);
    expect(await catalog.names('?veg=false')).toEqual(['Egg curry']);
    expect(await catalog.names('?tag=hot')).toEqual(['Butter naan']);
    expect(await catalog.names('?available=true')).toEqual(['Butter naan']);
    expect(await catalog.names(`?q=${encodeURIComponent('अंडा')}`)).toEqual(['Egg curry']);
    expect(await catalog.names('?q=EGG&lang=hi')).toEqual(['अंडा करी']);
    expect(await catalog.names('?q=%25')).toEqual([]);
    expect(await catalog.names(`?category=${breads}&q=soup`)).toEqual([]);
    const reply = await catalog.it.http.get(`/menu?category=${newId()}`, { tenant: catalog.tenant.slug });
    expect([reply.status, reply.code]).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['a field nobody knows', '?price=1', 'price UNKNOWN_FIELD'],
    ['an outlet that is no id', '?outlet=here', 'outlet INVALID_FORMAT'],
    ['a yes that is none', '?veg=1', 'veg NOT_ALLOWED'],
    ['a language of three letters', '?lang=eng', 'lang INVALID_FORMAT'],
    ['a search of ten kilobytes', `?q=${'x'.repeat(10_000)}`, 'q OUT_OF_RANGE'],
    ['a NUL in a search', '?q=a%00b', 'q INVALID_CHARACTER'],
  ])('refuses %s: 422', async (_, query, fault) => {
    const reply = await catalog.get(`/menu${query}`);
    expect([reply.status, reply.faults]).toEqual([422, [fault]]);
  });

  it('knows no items and outlets but its own: 404, like missing ones', async () => {
    const other = await catalog.it.addTenant();
    const owner = await catalog.it.mintToken({ tenantId: other.id, roles: ['OWNER'] });
    const theirs = await catalog.addItem({}, owner);
    const outletId = newId();
    await catalog.openOutlet(outletId, {}, other.id);
    const answers = await Promise.all(
      [`/menu/items/${theirs}`, `/menu/items/${newId()}`, '/menu/items/1', `/menu?outlet=${outletId}`].map((path) =>
        catalog.get(path),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 422, 404]);
    expect(await catalog.names()).not.toContain('Poha');
    const header = await catalog.it.http.get('/menu', { tenant: other.slug });
    expect(header.at('data.categories.0.items.0.id')).toBe(theirs);
  });

  it('needs a tenant that exists, and a token must agree with it', async () => {
    const { http } = catalog.it;
    const unnamed = await http.get('/menu');
    const unknown = await http.get('/menu', { tenant: 'nobody-here' });
    const other = await catalog.it.addTenant();
    const mismatch = await http.get('/menu', { tenant: other.slug, token: catalog.manager });
    const suspended = await catalog.it.addTenant({ status: 'SUSPENDED' });
    const closed = await http.get('/menu', { tenant: suspended.slug });
    expect([unnamed, unknown, mismatch, closed].map(({ status, code }) => [status, code])).toEqual([
      [400, 'TENANT_REQUIRED'],
      [404, 'TENANT_NOT_FOUND'],
      [403, 'TENANT_MISMATCH'],
      [403, 'TENANT_SUSPENDED'],
    ]);
  });

  it('of a tenant that sells nothing yet is empty', async () => {
    const other = await catalog.it.addTenant();
    const reply = await catalog.it.http.get('/menu', { tenant: other.id });
    expect([reply.status, reply.at('data.categories')]).toEqual([200, []]);
  });

  it('hides an outlet that was closed', async () => {
    const outletId = newId();
    await catalog.openOutlet(outletId, { removed: true });
    expect((await catalog.get(`/menu?outlet=${outletId}`)).status).toBe(404);
  });

  it('is a new one when an outlet has changed, and not when the same is told of it again', async () => {
    const version = async () => {
      const found = await catalog.it.query('select version from menu where tenant_id = $1', [catalog.tenant.id]);
      return Number(found[0]?.['version']);
    };
    const id = newId();
    await catalog.openOutlet(id);
    const before = await version();
    const told = (version: number) =>
      messageOf(OutletState, { tenantId: catalog.tenant.id, aggregateId: id, version, data: outletMother({ id }) });
    await catalog.it.kafka.send(told(1), told(1), told(2), told(1));
    await eventually('the change is known', async () => {
      return (await catalog.it.query('select 1 from known_outlet where id = $1 and version = 2', [id])).length === 1;
    });
    await catalog.openOutlet(newId());
    await eventually('both are in the menu', async () => (await version()) === before + 2);
  });

  it('reads tables that belong to one tenant at a time', async () => {
    await assertTenantIsolation(catalog.it.database);
  });
});
