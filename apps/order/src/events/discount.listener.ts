import { Controller } from '@nestjs/common';
import { RuleState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { PriceList } from '../database/price-list.js';

/** Keeps the discount rules, so that an order is priced without asking anybody. */
@Controller()
@Copy('rules', { tables: ['known_rule'] })
export class DiscountListener {
  constructor(private readonly priceList: PriceList) {}

  @On(RuleState)
  async keepRule({ data, version }: Received<typeof RuleState>): Promise<void> {
    await this.priceList.keepRule(data, version);
  }
}
