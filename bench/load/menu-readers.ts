import type { Address, Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { until } from '../../tools/field/until.ts';
import type { Load, Seen } from './load.ts';
import { seenAt } from './stop-watch.ts';

const menuSize = 50;

/** Phones that read the whole menu of an outlet, which has 50 items with variants; none of them has an earlier copy. */
export class MenuReaders implements Load {
  private readonly restaurant: Restaurant;
  private path = '';
  private bytes = 0;

  constructor(address: Address) {
    this.restaurant = new Restaurant(address);
  }

  async prepare(): Promise<void> {
    const owner = await this.restaurant.staff('owner');
    const menu = (await this.restaurant.anybody.get('/menu')).data as Menu;
    const category = menu.categories[0];
    if (!category) throw new Error('The menu has no category');
    for (let n = countOf(menu); n < menuSize; n++) await this.add(owner, category.id, n);
    this.path = `/menu?outlet=${await this.restaurant.outlet('IND')}`;
    await until(`${menuSize} items are on the menu`, 20, async () => {
      const answer = await this.restaurant.anybody.get(this.path);
      this.bytes = answer.bytes.length;
      return countOf(answer.data as Menu) >= menuSize;
    });
  }

  async go(ratePerSecond: number, seconds: number): Promise<Seen> {
    const seen = await seenAt(ratePerSecond, seconds, async (_n, watch) => {
      const answer = await this.restaurant.anybody.get(this.path);
      if (answer.status !== 200) throw new Error(`GET ${this.path}: ${answer.status}`);
      watch.note('GET', answer.ms);
    });
    return { ...seen, figures: { bytes: this.bytes } };
  }

  private async add(owner: Person, categoryId: string, n: number): Promise<void> {
    const answer = await owner.post('/menu/items', {
      ...{ categoryIds: [categoryId], kind: 'GOODS', diet: 'VEG', price: 10_000 + n, unit: 'piece', station: 'curry' },
      name: { en: `Dish of the bench ${n}`, hi: `व्यंजन ${n}` },
      description: { en: 'Cooked to order, with rice or bread', hi: 'ताज़ा पका, चावल या रोटी के साथ' },
      tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
      variants: [
        { name: { en: 'Full', hi: 'फ़ुल' }, price: 10_000 + n, isDefault: true },
        { name: { en: 'Half', hi: 'हाफ़' }, price: 6_000 + n, isDefault: false },
      ],
    });
    if (answer.status !== 201) throw new Error(`no item: ${answer.bytes.toString()}`);
  }
}

interface Menu {
  readonly categories: readonly { readonly id: string; readonly items: readonly unknown[] }[];
}

function countOf({ categories }: Menu): number {
  return categories.reduce((sum, { items }) => sum + items.length, 0);
}
