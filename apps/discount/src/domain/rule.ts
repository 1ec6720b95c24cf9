import { RuleState, type ChangeRuleBody, type DiscountRule } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A discount rule as staff wrote it; every change is told, since order prices with its own copy. */
@Entity('rule')
export class Rule extends Aggregate {
  @Column('jsonb') rule!: DiscountRule;
  @Column('boolean') isRemoved: boolean = false;

  static write(rule: DiscountRule): Rule {
    const written = Object.assign(new Rule(), { id: rule.id, rule });
    written.tell();
    return written;
  }

  /** Changes what is named; the rest stays. Orders that were priced before keep their price. */
  change(what: ChangeRuleBody): void {
    const named = Object.entries(what).filter(([, value]) => value !== undefined);
    this.rule = { ...this.rule, ...Object.fromEntries(named) };
    this.tell();
  }

  /** It gives nothing any more; what it gave stays in the redemptions. */
  remove(): void {
    this.isRemoved = true;
    this.rule = { ...this.rule, active: false };
    this.tell();
  }

  private tell(): void {
    this.record(RuleState, { rule: this.rule, removed: this.isRemoved });
  }
}
