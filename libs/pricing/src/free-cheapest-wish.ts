import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';
import type { SubjectLine, Wish } from './wish.js';

/**
 * floor(units / quantity) x freeCheapest units are free, the cheapest by menu price first, among equals those of the
 * later line. A free unit is worth its share of what is left of its line, with its modifiers.
 */
export function freeCheapestWish(freeCheapest: number, quantity: number, lines: readonly SubjectLine[]): Wish {
  const units = exactSum(lines.map((line) => line.units));
  let toGive = Math.floor(units / quantity) * freeCheapest;
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
