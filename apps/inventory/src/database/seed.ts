import { Database, InjectStore, runInCall, seedId, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Recipe, type Ingredient } from '../domain/recipe.js';
import { KeepRecipes } from '../use-cases/keep-recipes.js';
import { StockItem, type StockPolicy, type StockUnit } from '../domain/stock-item.js';

/** Enough for any number of demo orders. */
const plenty = 1_000_000;

interface Demo {
  readonly slug: string;
  readonly outlets: readonly string[];
  /** Of each: paise for one unit. */
  readonly stock: Readonly<
    Record<string, readonly [name: string, unit: StockUnit, policy: StockPolicy, unitCost: string]>
  >;
  /** Catalog path to what one piece takes. */
  readonly recipes: Readonly<Record<string, readonly Ingredient[]>>;
}

const demos: readonly Demo[] = [
  {
    slug: 'intellidine',
    outlets: ['indiranagar', 'koramangala'],
    stock: {
      'dosa-batter': ['Dosa batter', 'g', 'WARN', '8'],
      potato: ['Potatoes', 'g', 'WARN', '3.5'],
      paneer: ['Paneer', 'g', 'WARN', '40'],
      'coffee-powder': ['Coffee powder', 'g', 'WARN', '60'],
      'gulab-jamun': ['Gulab jamun', 'piece', 'BLOCK', '1200'],
      'mango-lassi': ['Mango lassi, bottled', 'piece', 'BLOCK', '4500'],
      'water-bottle': ['Water, 1 l bottle', 'piece', 'BLOCK', '1000'],
      cheese: ['Cheese slices', 'piece', 'BLOCK', '1100'],
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
      'chocolate-sponge': ['Chocolate sponge, 500 g', 'piece', 'BLOCK', '18000'],
      'red-velvet-sponge': ['Red velvet sponge, 500 g', 'piece', 'BLOCK', '22000'],
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
    private readonly keepRecipes: KeepRecipes,
    private readonly database: Database,
  ) {}

  async run(): Promise<void> {
    for (const demo of demos) await runInCall({ tenantId: seedId(`tenant/${demo.slug}`) }, () => this.fill(demo));
  }

  private async fill({ slug, outlets, stock, recipes }: Demo): Promise<void> {
    for (const outlet of outlets)
      for (const [sku, [name, unit, policy, unitCost]] of Object.entries(stock)) {
        const id = seedId(`stock/${slug}/${outlet}/${sku}`);
        if (await this.items.find(id)) continue;
        const outletId = seedId(`outlet/${slug}/${outlet}`);
        const what = { id, outletId, sku, name, unit, policy, unitCost };
        await this.items.add(StockItem.count({ ...what, onHand: plenty, reorderLevel: 500 }));
      }
    for (const [path, ingredients] of Object.entries(recipes)) {
      const id = seedId(`recipe/${path}`);
      if (await this.recipes.find(id)) continue;
      const kind = path.startsWith('item/') ? 'item' : path.startsWith('variant/') ? 'variant' : 'modifier';
      const recipe = Recipe.write({ id, target: targets[kind], targetId: seedId(path), ingredients });
      await this.database.transaction(() => this.keepRecipes.write(recipe));
    }
  }
}
