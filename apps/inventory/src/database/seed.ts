import { InjectStore, runInCall, seedId, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Recipe, type Ingredient } from '../domain/recipe.js';
import { StockItem, type StockUnit } from '../domain/stock-item.js';

/** Enough for any number of demo orders. */
const plenty = 1_000_000;

interface Demo {
  readonly slug: string;
  readonly outlets: readonly string[];
  readonly stock: Readonly<Record<string, readonly [name: string, unit: StockUnit]>>;
  /** Catalog path to what one piece takes. */
  readonly recipes: Readonly<Record<string, readonly Ingredient[]>>;
}

const demos: readonly Demo[] = [
  {
    slug: 'intellidine',
    outlets: ['indiranagar', 'koramangala'],
    stock: {
      'dosa-batter': ['Dosa batter', 'g'],
      potato: ['Potatoes', 'g'],
      paneer: ['Paneer', 'g'],
      'coffee-powder': ['Coffee powder', 'g'],
      'gulab-jamun': ['Gulab jamun', 'piece'],
      'mango-lassi': ['Mango lassi, bottled', 'piece'],
      'water-bottle': ['Water, 1 l bottle', 'piece'],
      cheese: ['Cheese slices', 'piece'],
    },
    recipes: {
      'item/intellidine/masala-dosa': [
        { sku: 'dosa-batter', quantity: 150 },
        { sku: 'potato', quantity: 120 },
      ],
      'item/intellidine/paneer-butter-masala': [{ sku: 'paneer', quantity: 200 }],
      'variant/intellidine/paneer-butter-masala/half': [{ sku: 'paneer', quantity: 110 }],
      'item/intellidine/filter-coffee': [{ sku: 'coffee-powder', quantity: 12 }],
      'item/intellidine/gulab-jamun': [{ sku: 'gulab-jamun', quantity: 2 }],
      'item/intellidine/mango-lassi': [{ sku: 'mango-lassi', quantity: 1 }],
      'item/intellidine/water-bottle': [{ sku: 'water-bottle', quantity: 1 }],
      'modifier/intellidine/dosa-extras/cheese': [{ sku: 'cheese', quantity: 1 }],
    },
  },
  {
    slug: 'lafete365',
    outlets: ['delhi'],
    stock: {
      'chocolate-sponge': ['Chocolate sponge, 500 g', 'piece'],
      'red-velvet-sponge': ['Red velvet sponge, 500 g', 'piece'],
    },
    recipes: {
      'variant/lafete365/black-forest/500g': [{ sku: 'chocolate-sponge', quantity: 1 }],
      'variant/lafete365/black-forest/1kg': [{ sku: 'chocolate-sponge', quantity: 2 }],
      'variant/lafete365/red-velvet/500g': [{ sku: 'red-velvet-sponge', quantity: 1 }],
      'variant/lafete365/red-velvet/1kg': [{ sku: 'red-velvet-sponge', quantity: 2 }],
    },
  },
];

const targets = { item: 'ITEM', variant: 'VARIANT', modifier: 'MODIFIER' } as const;

/** Stocks the demo tenants' outlets; leaves alone what is there. */
@Injectable()
export class SeedDemoStock {
  constructor(
    @InjectStore(StockItem) private readonly items: Store<StockItem>,
    @InjectStore(Recipe) private readonly recipes: Store<Recipe>,
  ) {}

  async run(): Promise<void> {
    for (const demo of demos) await runInCall({ tenantId: seedId(`tenant/${demo.slug}`) }, () => this.fill(demo));
  }

  private async fill({ slug, outlets, stock, recipes }: Demo): Promise<void> {
    for (const outlet of outlets)
      for (const [sku, [name, unit]] of Object.entries(stock)) {
        const id = seedId(`stock/${slug}/${outlet}/${sku}`);
        if (await this.items.find(id)) continue;
        const outletId = seedId(`outlet/${slug}/${outlet}`);
        await this.items.add(StockItem.count({ id, outletId, sku, name, unit, onHand: plenty, reorderLevel: 500 }));
      }
    for (const [path, ingredients] of Object.entries(recipes)) {
      const id = seedId(`recipe/${path}`);
      if (await this.recipes.find(id)) continue;
      const kind = path.startsWith('item/') ? 'item' : path.startsWith('variant/') ? 'variant' : 'modifier';
      await this.recipes.add(Recipe.write({ id, target: targets[kind], targetId: seedId(path), ingredients }));
    }
  }
}
