import { isWithinWindow } from './is-within-window.js';
import type { RuleObstacle } from './priced-cart.js';
import type { PricingRequest } from './pricing-request.js';
import type { Rule } from './rule.js';

const allows = (list: readonly string[] | undefined, value: string | undefined) =>
  list === undefined || list.length === 0 || (value !== undefined && list.includes(value));

/**
 * The first condition of a rule that the request does not meet, or undefined: scope, validity, place, hours, and the
 * least subtotal (paise, before discounts). What the lines themselves lack is judged by the rule's wish.
 */
export function findObstacle(rule: Rule, request: PricingRequest, subtotal: number): RuleObstacle | undefined {
  const at = Date.parse(request.at);
  const { from, to } = rule.validity ?? {};
  if (request.scopes !== undefined && !request.scopes.includes(rule.scope)) return 'OTHER_SCOPE';
  if (from !== undefined && at < Date.parse(from)) return 'NOT_VALID_NOW';
  if (to !== undefined && at >= Date.parse(to)) return 'NOT_VALID_NOW';
  if (!allows(rule.outlets, request.outletId)) return 'OTHER_OUTLET';
  if (!allows(rule.fulfilments, request.fulfilment)) return 'OTHER_FULFILMENT';
  if (!allows(rule.tableAreas, request.tableArea)) return 'OTHER_TABLE_AREA';
  if (rule.kind === 'TIME_BASED' && !isWithinWindow(rule.window, request.local)) return 'OUTSIDE_HOURS';
  if (rule.minSubtotal !== undefined && subtotal < rule.minSubtotal) return 'BELOW_MINIMUM';
  return undefined;
}
