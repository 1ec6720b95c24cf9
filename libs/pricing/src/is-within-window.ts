import { clockMinutes } from './clock-minutes.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import type { RuleWindow } from './rule.js';

/**
 * Is the outlet's wall clock inside the window? One that runs past midnight belongs to the weekday on which it began:
 * Friday 22:00 to 02:00 holds on Saturday at 01:59. Throws PricingRequestInvalid for a time that is no `HH:MM`.
 */
export function isWithinWindow(
  window: RuleWindow,
  local: { readonly weekday: number; readonly minutes: number },
): boolean {
  const from = clockMinutes(window.from);
  const to = clockMinutes(window.to);
  if (from === undefined || to === undefined) throw new PricingRequestInvalid('window', 'is not between two HH:MM');
  const holdsOn = (weekday: number) => window.weekdays.length === 0 || window.weekdays.includes(weekday);
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  if (from < to) return holdsOn(local.weekday) && local.minutes >= from && local.minutes < to;
  return (holdsOn(local.weekday) && local.minutes >= from) || (holdsOn(yesterday) && local.minutes < to);
}
