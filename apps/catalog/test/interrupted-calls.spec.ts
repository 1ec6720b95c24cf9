import { newId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemBody, RunningCatalog } from './running-catalog.js';

describe('A call whose process died between its commit and its answer', () => {
  let catalog: RunningCatalog;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
  });
  afterAll(() => catalog.close());

  it.each([
    ['category', '/menu/categories', () => ({ name: { en: 'Snacks' } })],
    [
      'group of choices',
      '/menu/modifier-groups',
      () => ({ name: { en: 'Extras' }, modifiers: [{ name: { en: 'Ghee' } }] }),
    ],
    ['item', '/menu/items', async () => ({ ...itemBody(), categoryIds: [await catalog.addCategory()] })],
  ])('finds the one %s that it has written', async (_, path, make) => {
    const [key, body] = [newId(), await make()];
    const call = () => catalog.it.http.post(path, { body, token: catalog.manager, key });
    const first = await call();
    await catalog.it.query(
      `update idempotency set state = 'PENDING', status = null, headers = null, body = null,
              lease_until = now() - interval '1 second' where key = $1`,
      [key],
    );
    const again = await call();
    expect([first.status, again.status, again.at('data')]).toEqual([201, 201, first.at('data')]);
    expect(first.at('data.id')).toBeTypeOf('string');
  });
});
