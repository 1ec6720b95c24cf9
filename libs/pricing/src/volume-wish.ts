import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';
import type { VolumeOffer } from './rule.js';
import type { TargetedLine, Wish } from './wish.js';

/**
 * What an offer by number takes off its lines, or undefined when too few units are bought. Units are counted over all
 * targeted lines together.
 *
 * CHEAPEST_FREE: floor(units / (buy + free)) x free units are given, the cheapest by menu price first, among equals those
 * of the later line. A free unit is worth its share of what is left of its line (with its modifiers).
 */
export function volumeWish(offer: VolumeOffer, lines: readonly TargetedLine[]): Wish | undefined {
  const units = exactSum(lines.map((line) => line.units));
  if (offer.type === 'PERCENT_FROM_QUANTITY') {
    if (units < offer.quantity) return undefined;
    const weights = lines.map((line) => line.left);
    return { total: roundHalfUp(BigInt(exactSum(weights)) * BigInt(offer.rateBasisPoints), 10_000), weights };
  }

  let toGive = Math.floor(units / (offer.buy + offer.free)) * offer.free;
  if (toGive === 0) return undefined;
  const weights = lines.map(() => 0);
  const cheapestFirst = lines
    .map((line, index) => ({ line, index }))
    .toSorted((a, b) => a.line.unitPrice - b.line.unitPrice || b.index - a.index);
  for (const { line, index } of cheapestFirst) {
    const given = Math.min(toGive, line.units);
    toGive -= given;
    weights[index] = roundHalfUp(BigInt(line.left) * BigInt(given) * BigInt(line.unitSize), line.quantity);
  }
  return { total: exactSum(weights), weights };
}
