import { NotFound, type AddRuleBody, type ChangeRuleBody } from '@chowk/contracts';
import { currentCall, InjectStore, newId, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { LessThan, Raw } from 'typeorm';
import { requireChangeable, requireReadable } from '../domain/reach.js';
import { Rule } from '../domain/rule.js';
import { RuleReferences } from './rule-references.js';

/**
 * Writes, changes and removes rules. Staff who are limited to outlets read rules of those and rules that hold everywhere; they
 * write and change only what holds nowhere else.
 */
@Injectable()
export class KeepRules {
  constructor(
    @InjectStore(Rule) private readonly rules: Store<Rule>,
    private readonly references: RuleReferences,
  ) {}

  /** Throws UNKNOWN_REFERENCE, and PERMISSION_DENIED for a rule that would hold beyond the caller's outlets. */
  async add(body: AddRuleBody, who: Principal): Promise<Rule> {
    await this.references.require(body, who);
    requireChangeable(body.outletIds, who);
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    // The first call with this key may have died between its commit and its answer
    const written = idempotency?.resumed ? await this.rules.find(id) : null;
    if (written) return written;
    const rule = Rule.write({ ...body, id });
    await this.rules.add(rule);
    return rule;
  }

  /** Throws NotFound, PERMISSION_DENIED, VERSION_CONFLICT. */
  change(id: string, body: ChangeRuleBody, who: Principal, expectedVersion: number | undefined): Promise<Rule> {
    return this.rules.change(id, (rule) => changeable(rule, who).change(body), { expectedVersion });
  }

  /** Throws NotFound, PERMISSION_DENIED. */
  async remove(id: string, who: Principal): Promise<void> {
    await this.rules.change(id, (rule) => changeable(rule, who).remove());
  }

  /** Throws NotFound. */
  async one(id: string, who: Principal): Promise<Rule> {
    const rule = present(await this.rules.get(id));
    requireReadable(rule.rule.outletIds, who);
    return rule;
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
}

function present(rule: Rule): Rule {
  if (rule.isRemoved) throw refuse(NotFound);
  return rule;
}

function changeable(rule: Rule, who: Principal): Rule {
  requireChangeable(present(rule).rule.outletIds, who);
  return rule;
}
