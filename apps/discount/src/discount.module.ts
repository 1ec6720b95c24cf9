import { defineService, StoreModule } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { CouponUses } from './database/coupon-uses.js';
import { KnownItems } from './database/known-items.js';
import { KnownOutlets } from './database/known-outlets.js';
import { KeepRules1764200000000 } from './database/migrations/1764200000000-keep-rules.js';
import { KeepCoupons1795250000000 } from './database/migrations/1795250000000-keep-coupons.js';
import { SeedDemoRules } from './database/seed.js';
import { Coupon } from './domain/coupon.js';
import { Redemption } from './domain/redemption.js';
import { Rule } from './domain/rule.js';
import { CatalogListener } from './events/catalog.listener.js';
import { OrderListener } from './events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { CouponController } from './http/coupon.controller.js';
import { DiscountController } from './http/discount.controller.js';
import { CalculateDiscounts } from './use-cases/calculate-discounts.js';
import { KeepCoupons } from './use-cases/keep-coupons.js';
import { KeepRules } from './use-cases/keep-rules.js';
import { RedeemDiscounts } from './use-cases/redeem-discounts.js';
import { RuleReferences } from './use-cases/rule-references.js';

const entities = [Rule, Coupon, Redemption];

@Module({
  imports: [StoreModule.of(...entities)],
  controllers: [DiscountController, CouponController, OrderListener, CatalogListener, OutletListener],
  providers: [
    ...[CalculateDiscounts, KeepRules, KeepCoupons, RuleReferences, RedeemDiscounts],
    ...[CouponUses, KnownItems, KnownOutlets, SeedDemoRules],
  ],
})
export class DiscountModule {}

export const discount = defineService({
  name: 'discount',
  module: DiscountModule,
  database: {
    entities,
    migrations: [KeepRules1764200000000, KeepCoupons1795250000000],
    seed: (app) => app.get(SeedDemoRules).run(),
  },
  onDeadLetter: 'park',
  // Only an order with a coupon waits for what comes of it
  eventsWaitMs: 25,
});
