import { NotFound, UnknownReference, type AddRuleBody, type ChangeRuleBody, type Fault } from '@chowk/contracts';
import { InjectStore, newId, refuse, unknownReference, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { LessThan, Raw } from 'typeorm';
import { KnownItems } from '../database/known-items.js';
import { KnownOutlets } from '../database/known-outlets.js';
import { Rule } from '../domain/rule.js';

/** Writes, changes and removes rules. Staff who are limited to outlets reach rules of those, and rules that hold everywhere. */
@Injectable()
export class KeepRules {
  constructor(
    @InjectStore(Rule) private readonly rules: Store<Rule>,
    private readonly items: KnownItems,
    private readonly outlets: KnownOutlets,
  ) {}

  /** Throws UNKNOWN_REFERENCE for items, categories and outlets that do not exist, and for outlets that are not the caller's. */
  async add(body: AddRuleBody, who: Principal): Promise<Rule> {
    await this.requireKnown(body, who);
    const rule = Rule.write({ ...body, id: newId() });
    await this.rules.add(rule);
    return rule;
  }

  /** Throws NotFound, VERSION_CONFLICT. */
  change(id: string, body: ChangeRuleBody, who: Principal, expectedVersion: number | undefined): Promise<Rule> {
    return this.rules.change(id, (rule) => present(rule, who).change(body), { expectedVersion });
  }

  /** Throws NotFound. */
  async remove(id: string, who: Principal): Promise<void> {
    await this.rules.change(id, (rule) => present(rule, who).remove());
  }

  /** Throws NotFound. */
  async one(id: string, who: Principal): Promise<Rule> {
    return present(await this.rules.get(id), who);
  }

  /** Up to `limit` rules behind `after`, newest first. */
  page(
    { after, limit }: { after: string | undefined; limit: number },
    { outlets }: Principal,
  ): Promise<readonly Rule[]> {
    const behind = after === undefined ? {} : { id: LessThan(after) };
    const reachable = (column: string) =>
      `(${column} ->> 'outletIds' is null or ${column} -> 'outletIds' ?| :outlets::text[])`;
    const where = outlets === 'all' ? {} : { rule: Raw(reachable, { outlets }) };
    return this.rules.findBy({ isRemoved: false, ...behind, ...where }, { order: { id: 'DESC' }, limit });
  }

  private async requireKnown({ subject, outletIds }: AddRuleBody, who: Principal): Promise<void> {
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

function present(rule: Rule, who: Principal): Rule {
  const { outletIds } = rule.rule;
  const isReachable = outletIds === null || outletIds.some((id) => who.mayEnter(id));
  if (rule.isRemoved || !isReachable) throw refuse(NotFound);
  return rule;
}
