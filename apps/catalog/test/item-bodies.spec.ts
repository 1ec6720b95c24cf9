import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemBody, RunningCatalog } from './running-catalog.js';

const outcome = (reply: Reply) => [reply.status, reply.code];

describe('Bodies of items', () => {
  let catalog: RunningCatalog;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
  });
  afterAll(() => catalog.close());

  const rows = async () =>
    (await catalog.it.query(`select (select count(*) from item) as items, (select count(*) from outbox) as outbox`))[0];

  it.each([
    ['a tenant', { tenantId: newId() }, ['tenantId UNKNOWN_FIELD']],
    ['an id', { id: newId() }, ['id UNKNOWN_FIELD']],
    ['a status and a role', { status: 'x', role: 'OWNER' }, ['role UNKNOWN_FIELD', 'status UNKNOWN_FIELD']],
    ['a constructor', { constructor: {} }, ['constructor UNKNOWN_FIELD']],
    [
      'an id for a new variant',
      { variants: [{ id: newId(), name: { en: 'x' }, price: 1 }] },
      ['variants.0.id UNKNOWN_FIELD'],
    ],
    ['a price below zero', { price: -1 }, ['price OUT_OF_RANGE']],
    ['a price as text', { price: '1' }, ['price WRONG_TYPE']],
    ['a fraction of a paisa', { price: 1.5 }, ['price WRONG_TYPE']],
    ['a price beyond all reason', { price: 1e9 }, ['price OUT_OF_RANGE']],
    ['no name', { name: {} }, ['name NOT_ALLOWED']],
    ['a name in no language', { name: { english: 'x' } }, ['name.english UNKNOWN_FIELD']],
    ['a NUL in a name', { name: { en: 'a\u0000b' } }, ['name.en INVALID_CHARACTER']],
    ['no category', { categoryIds: [] }, ['categoryIds OUT_OF_RANGE']],
    [
      'a weekday that does not exist',
      { servingWindows: [{ weekdays: [8], from: '07:00', to: '11:00' }] },
      ['servingWindows.0.weekdays.0 OUT_OF_RANGE'],
    ],
    [
      'an hour that does not exist',
      { servingWindows: [{ from: '24:00', to: '11:00' }] },
      ['servingWindows.0.from INVALID_FORMAT'],
    ],
    [
      'two defaults',
      { variants: ['a', 'b'].map((en) => ({ name: { en }, price: 1, isDefault: true })) },
      ['variants NOT_ALLOWED'],
    ],
  ])('refuse %s: 422, nothing happens', async (_, partial, faults) => {
    const body = { ...itemBody(), categoryIds: [newId()], ...partial };
    const before = await rows();
    const reply = await catalog.it.http.post('/menu/items', { body, token: catalog.manager });
    expect([...outcome(reply), reply.faults]).toEqual([422, 'VALIDATION_FAILED', faults]);
    expect((await rows())?.['items']).toBe(before?.['items']);
  });

  it('refuse what poisons objects: 422', async () => {
    const id = await catalog.addItem();
    for (const body of ['{"__proto__":{"price":1}}', '{"name":{"__proto__":"x","en":"y"}}']) {
      const reply = await catalog.it.http.patch(`/menu/items/${id}`, { body, token: catalog.manager });
      expect([reply.status, reply.code]).toEqual([422, 'VALIDATION_FAILED']);
    }
    const broken = await catalog.it.http.patch(`/menu/items/${id}`, {
      body: '{"price":1,"price":2}',
      token: catalog.manager,
    });
    expect(outcome(broken)).toEqual([400, 'MALFORMED_JSON']);
    expect((await catalog.menuItem(id)).version).toBe(1);
  });

  it('keep HTML and SQL as the text it is', async () => {
    const en = `<script>alert(1)</script>'; drop table item; --`;
    const id = await catalog.addItem({ name: { en } });
    expect((await catalog.menuItem(id)).name).toBe(en);
  });
});
