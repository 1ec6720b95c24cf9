import { InjectStore, runInCall, seedId, type Aggregate, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Category } from '../items/domain/category.js';
import { Item } from '../items/domain/item.js';
import { ModifierGroup, type ModifierGroupSnapshot } from '../items/domain/modifier-group.js';
import type { DemoGroup, DemoItem, DemoMenu, DemoText } from './demo-menu.js';
import { intellidineMenu } from './intellidine-menu.js';
import { lafete365Menu } from './lafete365-menu.js';
import { MenuChanges } from '../menu/database/menu-changes.js';

const demos: readonly DemoMenu[] = [intellidineMenu, lafete365Menu];

/** Writes the demo tenants' menus; leaves alone what is there. */
@Injectable()
export class SeedDemoMenus {
  constructor(
    @InjectStore(Category) private readonly categories: Store<Category>,
    @InjectStore(ModifierGroup) private readonly groups: Store<ModifierGroup>,
    @InjectStore(Item) private readonly items: Store<Item>,
    private readonly changes: MenuChanges,
  ) {}

  async run(): Promise<void> {
    for (const demo of demos)
      await runInCall({ tenantId: seedId(`tenant/${demo.slug}`) }, () => this.changes.run(() => this.fill(demo)));
  }

  private async fill(demo: DemoMenu): Promise<void> {
    for (const [index, [slug, name]] of Object.entries(demo.categories).entries()) {
      const id = seedId(`category/${demo.slug}/${slug}`);
      await addIfMissing(this.categories, id, () =>
        Category.open({ id, name: text(name), description: null, position: index + 1 }),
      );
    }
    for (const [slug, group] of Object.entries(demo.groups)) {
      const snapshot = groupOf(demo, slug, group);
      await addIfMissing(this.groups, snapshot.id, () => ModifierGroup.offer(snapshot));
    }
    for (const [position, item] of demo.items.entries()) {
      const id = seedId(`item/${demo.slug}/${item.slug}`);
      await addIfMissing(this.items, id, () => itemOf(demo, item, { id, position }));
    }
  }
}

async function addIfMissing<A extends Aggregate>(store: Store<A>, id: string, make: () => A): Promise<void> {
  if (!(await store.find(id))) await store.add(make());
}

function groupOf(
  { slug: tenant }: DemoMenu,
  slug: string,
  { name, choices, modifiers }: DemoGroup,
): ModifierGroupSnapshot {
  return {
    id: seedId(`group/${tenant}/${slug}`),
    name: text(name),
    minChoices: choices[0],
    maxChoices: choices[1],
    modifiers: Object.entries(modifiers).map(([modifier, [called, price]]) => ({
      ...{ id: seedId(`modifier/${tenant}/${slug}/${modifier}`), name: text(called), price },
      available: true,
    })),
  };
}

function itemOf(demo: DemoMenu, item: DemoItem, { id, position }: { id: string; position: number }): Item {
  const variants = Object.entries(item.variants ?? {});
  return Item.write({
    id,
    position,
    name: text(item.name),
    description: item.description ? text(item.description) : null,
    categoryIds: [seedId(`category/${demo.slug}/${item.category}`)],
    kind: 'GOODS',
    diet: item.diet ?? 'VEG',
    price: item.price,
    unit: 'piece',
    variants: variants.map(([slug, [name, price]], index) => ({
      ...{ id: seedId(`variant/${demo.slug}/${item.slug}/${slug}`), name: text(name), price },
      isDefault: index === 0,
    })),
    modifierGroups: Object.entries(demo.groups)
      .filter(([slug]) => item.groups?.includes(slug))
      .map(([slug, group]) => groupOf(demo, slug, group)),
    tax: item.tax ?? demo.tax,
    station: item.station,
    preparationMinutes: item.minutes ?? 10,
    servingWindows: [],
    overrides: [],
    tags: item.tags ?? [],
    allergens: item.allergens ?? [],
    spice: item.spice ?? 0,
  });
}

function text([en, hi]: DemoText) {
  return { en, hi };
}
