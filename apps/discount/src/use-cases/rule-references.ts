import { UnknownReference, type AddCouponBody, type AddRuleBody, type Fault } from '@chowk/contracts';
import { refuse, unknownReference, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownItems } from '../database/known-items.js';
import { KnownOutlets } from '../database/known-outlets.js';

/** What rules and coupons name: items, categories and outlets. */
@Injectable()
export class RuleReferences {
  constructor(
    private readonly items: KnownItems,
    private readonly outlets: KnownOutlets,
  ) {}

  /** Throws UNKNOWN_REFERENCE for items, categories and outlets that do not exist, and for outlets that are not the caller's. */
  async require({ subject, outletIds }: Pick<AddRuleBody | AddCouponBody, 'subject' | 'outletIds'>, who: Principal) {
    const unknown: Fault[] = [];
    const missing = (path: string, wanted: readonly string[], known: ReadonlySet<string>) =>
      wanted.forEach((id, index) => known.has(id) || unknown.push(unknownReference(`${path}.${index}`)));
    if (subject.on === 'ITEMS')
      missing(
        'subject.itemIds',
        subject.itemIds,
        new Set((await this.items.many(subject.itemIds)).map(({ id }) => id)),
      );
    if (subject.on === 'CATEGORIES') {
      const categories = (await this.items.all()).flatMap(({ categoryIds }) => categoryIds);
      missing('subject.categoryIds', subject.categoryIds, new Set(categories));
    }
    if (outletIds) {
      const own = (await this.outlets.many(outletIds)).map(({ id }) => id).filter((id) => who.mayEnter(id));
      missing('outletIds', outletIds, new Set(own));
    }
    if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  }
}
