import { sideBySide } from '../../tools/field/open-loop.ts';
import type { Till } from './till.ts';

/** A part of a bill that somebody is to pay. */
export interface PartToPay {
  readonly billId: string;
  readonly shareId: string;
  readonly amount: number;
}

/** Bills with so many shares each, until there are `count` parts to pay. */
export async function partsToPay(till: Till, count: number, sharesPerBill: number): Promise<PartToPay[]> {
  const sizes = Array.from({ length: Math.ceil(count / sharesPerBill) }, (_, bill) =>
    Math.min(sharesPerBill, count - bill * sharesPerBill),
  );
  const parts = await sideBySide(sizes, 8, async (size) => {
    const { sale, shares } = await till.dinner(Math.max(2, size));
    return shares.map(({ shareId, amount }) => ({ billId: sale.billId, shareId, amount }));
  });
  return parts.flat();
}
