import { exactSum, spreadByLargestRemainder } from '@chowk/pricing';
import { newId } from '@chowk/kit';
import type { BilledLine } from './bill-line.js';
import { keptOf, type BilledPayment } from './bill-money.js';

/** A part of a bill that is paid by itself, in paise. */
export interface BillShare {
  readonly shareId: string;
  readonly label: string;
  readonly amount: number;
  readonly paid: number;
}

/** A part somebody wants: its weight among the others, or its amount. */
export interface WantedShare {
  readonly label: string;
  readonly size: number;
}

const restLabel = 'Rest';
const paidLabel = 'Paid';

/** A share nobody has paid yet. */
function share(label: string, amount: number): BillShare {
  return { shareId: newId(), label, amount, paid: 0 };
}

/** What is still to be divided, spread by weight; what came before the bill was divided is a share of its own. */
export function sharesByWeight(total: number, before: number, wanted: readonly WantedShare[]): BillShare[] {
  const amounts = spreadByLargestRemainder(
    total - before,
    wanted.map(({ size }) => size),
  );
  return [...paidBefore(before), ...wanted.map(({ label }, index) => share(label, amounts[index] ?? 0))];
}

/** Shares of the wished amounts and, when those are less than what is to be divided, one for the rest. */
export function sharesByAmount(total: number, before: number, wanted: readonly WantedShare[]): BillShare[] {
  const rest = total - before - exactSum(wanted.map(({ size }) => size));
  return [
    ...paidBefore(before),
    ...wanted.map(({ label, size }) => share(label, size)),
    ...(rest > 0 ? [share(restLabel, rest)] : []),
  ];
}

/**
 * What each person ordered: a guest by the phone, else by the seat; what belongs to nobody is spread over them equally. Empty
 * when nobody is known.
 */
export function sizesByPerson(lines: readonly BilledLine[]): WantedShare[] {
  const people = new Map<string, { label: string; size: number }>();
  let nobodys = 0;
  for (const { guestId, seat, total } of lines) {
    const key = guestId ?? (seat === null ? null : `seat ${seat}`);
    if (key === null) {
      nobodys += total;
      continue;
    }
    const person = people.get(key) ?? { label: guestId ? `Guest ${people.size + 1}` : `Seat ${seat}`, size: 0 };
    people.set(key, { ...person, size: person.size + total });
  }
  if (people.size === 0) return [];
  const extra = spreadByLargestRemainder(
    nobodys,
    [...people.values()].map(() => 1),
  );
  return [...people.values()].map(({ label, size }, index) => ({ label, size: size + (extra[index] ?? 0) }));
}

/** The lines of each share, and those of none as a share of their own. Sizes are their totals. */
export function sizesByLines(
  lines: readonly BilledLine[],
  wanted: readonly { readonly label: string; readonly lineIds: readonly string[] }[],
): WantedShare[] {
  const sizeOf = (chosen: readonly BilledLine[]) => exactSum(chosen.map(({ total }) => total));
  const taken = new Set(wanted.flatMap(({ lineIds }) => lineIds));
  const rest = sizeOf(lines.filter(({ lineId }) => !taken.has(lineId)));
  return [
    ...wanted.map(({ label, lineIds }) => ({
      label,
      size: sizeOf(lines.filter(({ lineId }) => lineIds.includes(lineId))),
    })),
    ...(rest > 0 ? [{ label: restLabel, size: rest }] : []),
  ];
}

/**
 * The shares after the total has changed: without money on any of them the bill is whole again; otherwise those with money
 * stay as far as the total allows, and what is left is one new share.
 */
export function sharesAfterChange(
  shares: readonly BillShare[],
  total: number,
  payments: readonly BilledPayment[],
): BillShare[] {
  if (shares.length === 0 || exactSum(shares.map(({ amount }) => amount)) === total) return withPaid(shares, payments);
  const withMoney = withPaid(shares, payments).filter(({ paid }) => paid > 0);
  if (withMoney.length === 0) return [];
  const wished = exactSum(withMoney.map(({ amount }) => amount));
  const stay = wished > total ? withMoney.map((one) => ({ ...one, amount: one.paid })) : withMoney;
  const rest = total - exactSum(stay.map(({ amount }) => amount));
  return rest > 0 ? [...stay, share(restLabel, rest)] : stay;
}

/**
 * How much of each share is paid: first by the money meant for it; money beyond that, or for no share, fills the others in
 * their order. Together never more than what is kept.
 */
export function withPaid(shares: readonly BillShare[], payments: readonly BilledPayment[]): BillShare[] {
  const ownMoney = (shareId: string) =>
    exactSum(payments.filter((payment) => payment.shareId === shareId).map((payment) => keptOf(payment)));
  const own = shares.map((one) => Math.min(one.amount, ownMoney(one.shareId)));
  let free = exactSum(payments.map(keptOf)) - exactSum(own);
  return shares.map((one, index) => {
    const filled = Math.min(free, one.amount - (own[index] ?? 0));
    free -= filled;
    return { ...one, paid: (own[index] ?? 0) + filled };
  });
}

function paidBefore(before: number): BillShare[] {
  return before > 0 ? [{ ...share(paidLabel, before), paid: before }] : [];
}
