import { DiscountRedeemed, DiscountReleased } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** So much of one rule in one order, in paise. */
export interface RedeemedRule {
  readonly ruleId: string;
  readonly amount: number;
}

/** What an order got of the rules; its id is the order's. One that was released first stands as a tombstone. */
@Entity('redemption')
export class Redemption extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') status!: 'REDEEMED' | 'RELEASED';
  @Column('jsonb') rules!: readonly RedeemedRule[];
  @MoneyColumn() amount!: number;

  static redeem(orderId: string, outletId: string, rules: readonly RedeemedRule[]): Redemption {
    const amount = rules.reduce((sum, rule) => sum + rule.amount, 0);
    const redemption = Object.assign(new Redemption(), { id: orderId, outletId, status: 'REDEEMED', rules, amount });
    redemption.record(DiscountRedeemed, { orderId, outletId, rules: [...rules], amount });
    return redemption;
  }

  /** For an order whose end was heard of before its beginning. */
  static tombstone(orderId: string, outletId: string): Redemption {
    return Object.assign(new Redemption(), { id: orderId, outletId, status: 'RELEASED', rules: [], amount: 0 });
  }

  /** The order came to nothing. Releasing again changes nothing. */
  release(): void {
    if (this.status === 'RELEASED') return;
    this.status = 'RELEASED';
    this.record(DiscountReleased, { orderId: this.id, outletId: this.outletId });
  }
}
