import { Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Redemption, type RedeemedRule } from '../domain/redemption.js';

/** Remembers what orders got of the rules. No rule has a limit that could refuse it yet, so no order waits for this. */
@Injectable()
export class RedeemDiscounts {
  constructor(
    private readonly database: Database,
    @InjectStore(Redemption) private readonly redemptions: Store<Redemption>,
  ) {}

  /** Once per order; one that was released before gets nothing. */
  async redeem(orderId: string, outletId: string, rules: readonly RedeemedRule[]): Promise<void> {
    if (rules.length === 0 || (await this.redemptions.find(orderId))) return;
    await this.redemptions.add(Redemption.redeem(orderId, outletId, rules));
  }

  /** The order came to nothing. */
  async release(orderId: string, outletId: string): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.redemptions.find(orderId))) return this.redemptions.add(Redemption.tombstone(orderId, outletId));
      const redemption = await this.redemptions.lock(orderId);
      redemption.release();
      await this.redemptions.save(redemption);
    });
  }
}
