import type { Coupon as WrittenCoupon, DiscountRule } from '@chowk/contracts';
import { InjectStore, runInCall, seedId, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Coupon } from '../domain/coupon.js';
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

const coupons: Readonly<Record<string, readonly WrittenCoupon[]>> = {
  intellidine: [
    {
      ...open,
      id: seedId('coupon/intellidine/welcome10'),
      code: 'WELCOME10',
      name: 'Welcome: 10 % off, at most 100 rupees',
      subject: { on: 'ORDER' },
      gives: { percentBasisPoints: 1_000 },
      cap: 10_000,
      limits: { total: null, perCustomer: 1, budget: null },
    },
  ],
};

/** Writes the demo tenants' rules and coupons; leaves alone what is there. */
@Injectable()
export class SeedDemoRules {
  constructor(
    @InjectStore(Rule) private readonly rules: Store<Rule>,
    @InjectStore(Coupon) private readonly coupons: Store<Coupon>,
  ) {}

  async run(): Promise<void> {
    for (const [slug, written] of Object.entries(rules))
      await runInCall({ tenantId: seedId(`tenant/${slug}`) }, async () => {
        for (const rule of written) if (!(await this.rules.find(rule.id))) await this.rules.add(Rule.write(rule));
        for (const coupon of coupons[slug] ?? [])
          if (!(await this.coupons.find(coupon.id))) await this.coupons.add(Coupon.write(coupon));
      });
  }
}
