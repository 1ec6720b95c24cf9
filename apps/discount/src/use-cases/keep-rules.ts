import { NotFound, UnknownReference, type AddRuleBody, type ChangeRuleBody } from '@chowk/contracts';
import { InjectStore, newId, refuse, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { KnownItems } from '../database/known-items.js';
import { KnownOutlets } from '../database/known-outlets.js';
import { Rule } from '../domain/rule.js';

/** Writes, changes and removes rules. */
@Injectable()
export class KeepRules {
  constructor(
    @InjectStore(Rule) private readonly rules: Store<Rule>,
    private readonly items: KnownItems,
    private readonly outlets: KnownOutlets,
  ) {}

  /** Throws UNKNOWN_REFERENCE for items, categories and outlets that do not exist. */
  async add(body: AddRuleBody): Promise<Rule> {
    await this.requireKnown(body);
    const rule = Rule.write({ ...body, id: newId() });
    await this.rules.add(rule);
    return rule;
  }

  /** Throws NotFound, VERSION_CONFLICT. */
  change(id: string, body: ChangeRuleBody, expectedVersion: number | undefined): Promise<Rule> {
    return this.rules.change(id, (rule) => present(rule).change(body), { expectedVersion });
  }

  /** Throws NotFound. */
  async remove(id: string): Promise<void> {
    await this.rules.change(id, (rule) => present(rule).remove());
  }

  /** Throws NotFound. */
  async one(id: string): Promise<Rule> {
    return present(await this.rules.get(id));
  }

  /** Up to `limit` rules behind `after`, newest first. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly Rule[]> {
    const behind = after === undefined ? {} : { id: LessThan(after) };
    return this.rules.findBy({ isRemoved: false, ...behind }, { order: { id: 'DESC' }, limit });
  }

  private async requireKnown({ subject, outletIds }: AddRuleBody): Promise<void> {
    const unknown: { path: string }[] = [];
    const missing = (path: string, wanted: readonly string[], known: ReadonlySet<string>) =>
      wanted.forEach((id, index) => known.has(id) || unknown.push({ path: `${path}.${index}` }));
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
    if (outletIds) missing('outletIds', outletIds, new Set((await this.outlets.many(outletIds)).map(({ id }) => id)));
    if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  }
}

function present(rule: Rule): Rule {
  if (rule.isRemoved) throw refuse(NotFound);
  return rule;
}
