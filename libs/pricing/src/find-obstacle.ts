import { isWithinWindow } from './is-within-window.js';
import type { RuleObstacle } from './priced-cart.js';
import type { PricingRequest } from './pricing-request.js';
import type { Rule } from './rule.js';

const allows = (list: readonly string[] | null | undefined, value: string | undefined) =>
  !list?.length || (value !== undefined && list.includes(value));

/**
 * The first condition of a rule that the request does not meet, or undefined: switched on, scope, validity, place, hours,
 * and the least subtotal (paise, before discounts). What the lines themselves lack is judged by the rule's wish.
 */
export function findObstacle(rule: Rule, request: PricingRequest, subtotal: number): RuleObstacle | undefined {
  const at = Date.parse(request.at);
  if (!rule.active) return 'NOT_ACTIVE';
  if (request.scopes !== undefined && !request.scopes.includes(rule.scope)) return 'OTHER_SCOPE';
  if (rule.validFrom && at < Date.parse(rule.validFrom)) return 'NOT_VALID_NOW';
  if (rule.validTo && at >= Date.parse(rule.validTo)) return 'NOT_VALID_NOW';
  if (!allows(rule.outletIds, request.outletId)) return 'OTHER_OUTLET';
  if (!allows(rule.fulfilments, request.fulfilment)) return 'OTHER_FULFILMENT';
  if (!allows(rule.tableAreas, request.tableArea)) return 'OTHER_TABLE_AREA';
  if (rule.kind === 'TIME_BASED' && !isWithinWindow(rule, request.local)) return 'OUTSIDE_HOURS';
  if (subtotal < (rule.minSubtotal ?? 0)) return 'BELOW_MINIMUM';
  return undefined;
}
