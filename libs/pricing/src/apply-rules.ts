import { exactSum } from './exact-sum.js';
import { findObstacle } from './find-obstacle.js';
import { findWish } from './find-wish.js';
import { isSubject } from './is-subject.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import { ruleText } from './rule-text.js';
import { spreadByLargestRemainder } from './spread-by-largest-remainder.js';
import type { LineDiscount, RuleObstacle, RuleOutcome, TraceStep } from './priced-cart.js';
import type { GrantedDiscount, PricingRequest, RequestedLine } from './pricing-request.js';
import type { Rule } from './rule.js';
import type { SubjectLine } from './wish.js';

/** What all rules together did: discounts in the order of the request's lines, outcomes in the order of judgement. */
export interface AppliedRules {
  readonly lineDiscounts: readonly (readonly LineDiscount[])[];
  readonly outcomes: readonly RuleOutcome[];
  readonly steps: readonly TraceStep[];
}

/**
 * Judges every rule of the request once, larger priority first, equal ones by id, each on what the earlier ones left of
 * the lines. `gross` are the lines at menu prices in paise, in the request's order; they are the subtotal that
 * `minSubtotal` looks at. Discounts granted before count as applied. Throws PricingRequestInvalid if those exceed
 * their line.
 */
export function applyRules(request: PricingRequest, gross: readonly number[]): AppliedRules {
  const subtotal = exactSum(gross);
  const lineDiscounts: LineDiscount[][] = request.lines.map((line) =>
    (line.granted ?? []).map(({ ruleId, name, amount }) => ({ ruleId, name, amount })),
  );
  const granted = request.lines.flatMap((line) => line.granted ?? []);
  const left = gross.map((amount, index) => {
    const rest = amount - exactSum((lineDiscounts[index] ?? []).map((discount) => discount.amount));
    if (rest < 0) throw new PricingRequestInvalid(`lines[${index}].granted`, 'is more than the line costs');
    return rest;
  });

  const outcomes: RuleOutcome[] = [];
  const steps: TraceStep[] = grantedSteps(granted);
  const appliedIds = new Set(granted.map((discount) => discount.ruleId));
  let closed = granted.some((discount) => discount.stacking === 'EXCLUSIVE');

  for (const rule of request.rules.toSorted(byPriorityThenId)) {
    const shares =
      findObstacle(rule, request, subtotal) ??
      (appliedIds.has(rule.id) ? 'ALREADY_GRANTED' : undefined) ??
      (closed || (rule.stacking === 'EXCLUSIVE' && appliedIds.size > 0) ? 'EXCLUDED' : undefined) ??
      sharesOf(rule, request.lines, left);
    if (typeof shares === 'string') {
      outcomes.push({ ruleId: rule.id, name: rule.name, applied: false, obstacle: shares });
      continue;
    }
    for (const { index, amount } of shares) {
      left[index] = (left[index] ?? 0) - amount;
      lineDiscounts[index]?.push({ ruleId: rule.id, name: rule.name, amount });
    }
    const discount = exactSum(shares.map((share) => share.amount));
    outcomes.push({ ruleId: rule.id, name: rule.name, applied: true, discount });
    steps.push({ step: 'RULE', subjectId: rule.id, text: ruleText(rule, request.currency), amount: -discount });
    appliedIds.add(rule.id);
    closed = rule.stacking === 'EXCLUSIVE';
  }
  return { lineDiscounts, outcomes, steps };
}

const byPriorityThenId = (a: Rule, b: Rule) => b.priority - a.priority || (a.id < b.id ? -1 : 1);

function sharesOf(
  rule: Rule,
  lines: readonly RequestedLine[],
  left: readonly number[],
): { index: number; amount: number }[] | RuleObstacle {
  const concerned = lines.flatMap((line, index) => (isSubject(rule.subject, line) ? [{ line, index }] : []));
  if (concerned.length === 0) return 'NO_MATCHING_LINE';
  const wish = findWish(
    rule,
    concerned.map(({ line, index }) => asSubjectLine(line, left[index] ?? 0)),
  );
  if (wish === undefined) return 'NOT_ENOUGH_UNITS';
  const total = Math.min(wish.total, rule.cap ?? wish.total);
  if (total === 0) return 'NOTHING_LEFT';
  const amounts = spreadByLargestRemainder(total, wish.weights);
  return concerned
    .map(({ index }, position) => ({ index, amount: amounts[position] ?? 0 }))
    .filter((share) => share.amount > 0);
}

function asSubjectLine(line: RequestedLine, left: number): SubjectLine {
  const { quantity, unitPrice, unitSize = 1 } = line;
  return { quantity, unitSize, unitPrice, units: Math.floor(quantity / unitSize), left };
}

function grantedSteps(granted: readonly GrantedDiscount[]): TraceStep[] {
  const byRule = Map.groupBy(granted, (discount) => discount.ruleId);
  return [...byRule].map(([ruleId, discounts]) => ({
    step: 'RULE',
    subjectId: ruleId,
    text: `${discounts[0]?.name ?? ruleId}: granted before`,
    amount: 0 - exactSum(discounts.map((discount) => discount.amount)),
  }));
}
