import type { DiscountRule } from '@chowk/contracts';
import { InjectStore, runInCall, seedId, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Rule } from '../domain/rule.js';

const open = {
  scope: 'ORDER',
  priority: 100,
  stacking: 'STACKABLE',
  cap: null,
  minSubtotal: null,
  validFrom: null,
  validTo: null,
  outletIds: null,
  fulfilments: null,
  active: true,
} as const;

const rules: Readonly<Record<string, readonly DiscountRule[]>> = {
  intellidine: [
    {
      ...open,
      id: seedId('rule/intellidine/happy-hour'),
      name: 'Happy hour: 20 % off beverages',
      kind: 'TIME_BASED',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: '16:00',
      to: '19:00',
      subject: { on: 'CATEGORIES', categoryIds: [seedId('category/intellidine/beverages')] },
      gives: { percentBasisPoints: 2_000 },
    },
    {
      ...open,
      id: seedId('rule/intellidine/lassi-four'),
      name: 'Four lassis: 20 % off',
      kind: 'VOLUME',
      subject: { on: 'ITEMS', itemIds: [seedId('item/intellidine/mango-lassi')] },
      quantity: 4,
      gives: { percentBasisPoints: 2_000 },
    },
    {
      ...open,
      id: seedId('rule/intellidine/naan-basket'),
      name: 'Naan basket: three or more, 10 % off',
      kind: 'VOLUME',
      subject: { on: 'ITEMS', itemIds: [seedId('item/intellidine/butter-naan')] },
      quantity: 3,
      gives: { percentBasisPoints: 1_000 },
    },
  ],
  lafete365: [
    {
      ...open,
      id: seedId('rule/lafete365/two-cakes'),
      name: 'Two cakes: 5 % off the order',
      kind: 'VOLUME',
      subject: { on: 'ORDER' },
      quantity: 2,
      gives: { percentBasisPoints: 500 },
    },
  ],
};

/** Writes the demo tenants' rules; leaves alone what is there. */
@Injectable()
export class SeedDemoRules {
  constructor(@InjectStore(Rule) private readonly store: Store<Rule>) {}

  async run(): Promise<void> {
    for (const [slug, written] of Object.entries(rules))
      await runInCall({ tenantId: seedId(`tenant/${slug}`) }, async () => {
        for (const rule of written) if (!(await this.store.find(rule.id))) await this.store.add(Rule.write(rule));
      });
  }
}
