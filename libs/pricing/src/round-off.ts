import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';

/**
 * What must be added to `amount` paise (or, if negative, taken off) to make it a multiple of `unit`, half up: 100 for the
 * rupee, Section 170 of the CGST Act. Between -unit/2 (not included) and unit/2. Done once, on the sum.
 */
export function roundOff(amount: number, unit: number): number {
  return exactSum([roundHalfUp(amount, unit) * unit, -amount]);
}
