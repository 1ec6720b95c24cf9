import { AmountOutOfRange } from './amount-out-of-range.js';

const exact = (value: number | bigint, what: string): bigint => {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new AmountOutOfRange(what, value);
  return BigInt(value);
};

/**
 * The whole number nearest to numerator / denominator; a half counts as one (Section 170 of the CGST Act: "where such
 * part is fifty paise or more, it shall be increased to one rupee"). Negative quotients are rounded by magnitude, so that
 * a credit note mirrors its invoice to the paisa. Computed in bigint: the product handed in may exceed 2^53, the
 * result may not. Throws AmountOutOfRange for it, for fractions, and for a denominator that is not positive.
 */
export function roundHalfUp(numerator: number | bigint, denominator: number | bigint): number {
  const above = exact(numerator, 'numerator');
  const below = exact(denominator, 'denominator');
  if (below <= 0n) throw new AmountOutOfRange('positive denominator', below);
  const magnitude = above < 0n ? -above : above;
  const rounded = (2n * magnitude + below) / (2n * below);
  const result = Number(above < 0n ? -rounded : rounded);
  if (!Number.isSafeInteger(result)) throw new AmountOutOfRange('quotient', rounded);
  return result;
}
