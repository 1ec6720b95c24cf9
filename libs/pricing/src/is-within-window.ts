import type { RuleWindow } from './rule.js';

/**
 * Is the outlet's wall clock inside the window? One that runs past midnight belongs to the weekday on which it began:
 * Friday 22:00 to 02:00 holds on Saturday at 01:59.
 */
export function isWithinWindow(
  window: RuleWindow,
  local: { readonly weekday: number; readonly minutes: number },
): boolean {
  const { weekdays, from, to } = window;
  const holdsOn = (weekday: number) => weekdays.length === 0 || weekdays.includes(weekday);
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  if (from <= to) return holdsOn(local.weekday) && local.minutes >= from && local.minutes < to;
  return (holdsOn(local.weekday) && local.minutes >= from) || (holdsOn(yesterday) && local.minutes < to);
}
