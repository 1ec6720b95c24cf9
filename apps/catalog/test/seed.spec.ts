import { runInCall, seedId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeedDemoMenus } from '../src/database/seed.js';
import { RunningCatalog } from './running-catalog.js';

describe('The demo menus', () => {
  let catalog: RunningCatalog;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
  });
  afterAll(() => catalog.close());

  it('are written once, however often, with ids that others know', async () => {
    const seed = catalog.it.app.get(SeedDemoMenus);
    const written = () => catalog.it.query('select id, version from item order by id');
    await runInCall({}, () => seed.run());
    const once = await written();
    await runInCall({}, () => seed.run());
    expect(await written()).toEqual(once);
    for (const slug of ['intellidine', 'lafete365']) await catalog.it.addTenant({ id: seedId(`tenant/${slug}`), slug });
    const menu = async (slug: string) =>
      (await catalog.it.http.get('/menu?lang=hi', { tenant: slug })).at('data.categories');
    expect(await menu('intellidine')).toMatchObject([
      {
        id: seedId('category/intellidine/south-indian'),
        items: [{ name: 'मसाला डोसा', price: 12_000 }, { name: 'इडली वड़ा' }],
      },
      {
        name: 'मुख्य व्यंजन',
        items: [
          {
            id: seedId('item/intellidine/paneer-butter-masala'),
            price: 26_000,
            variants: [{ price: 26_000 }, { price: 16_000 }],
          },
          { name: 'दाल मखनी' },
          { price: 24_000 },
        ],
      },
      { items: [{ id: seedId('item/intellidine/butter-naan'), price: 6_000 }] },
      { items: [{ price: 8_000 }] },
      { items: [{ price: 5_000 }, { price: 7_000 }, { price: 9_000 }, { price: 2_000, taxRateBasisPoints: 1_800 }] },
    ]);
    expect(await menu('lafete365')).toMatchObject([
      {
        items: [
          { variants: [{ id: seedId('variant/lafete365/black-forest/500g'), price: 65_000 }, { price: 120_000 }] },
          {},
          {},
          {},
        ],
      },
      {},
      {},
    ]);
    await catalog.told('catalog.item.state.v1', seedId('item/intellidine/masala-dosa'));
  });
});
