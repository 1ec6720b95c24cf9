import { exactSum } from './exact-sum.js';
import { roundHalfUp } from './round-half-up.js';
import { spreadByLargestRemainder } from './spread-by-largest-remainder.js';
import type { TaxLine } from './priced-cart.js';

/** A line or charge of an invoice, and how much of its `total` (with tax) credit notes have taken back already; paise. */
export interface CreditableSupply {
  readonly id: string;
  readonly taxes: readonly TaxLine[];
  readonly total: number;
  readonly credited: number;
}

export interface CreditableBill {
  readonly lines: readonly CreditableSupply[];
  readonly charges: readonly CreditableSupply[];
  /** What is left of the invoice's round-off after earlier credit notes. */
  readonly roundOff: number;
}

export interface CreditedSupply {
  readonly id: string;
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
  readonly total: number;
}

/** What a credit note says: `amount` is the sum of its parts and of its share of the round-off. */
export interface Credit {
  readonly amount: number;
  readonly parts: readonly CreditedSupply[];
  readonly roundOff: number;
}

const left = ({ total, credited }: CreditableSupply) => total - credited;
const sumLeft = (supplies: readonly CreditableSupply[]) => exactSum(supplies.map(left));

/** What can still be taken back of an invoice, in paise. */
export function creditable({ lines, charges, roundOff }: CreditableBill): number {
  return exactSum([sumLeft(lines), sumLeft(charges), roundOff]);
}

/**
 * Takes an amount back, at most what is {@link creditable}: spread over all lines and charges by what is left of them, tax
 * inside. The last paisa takes what is left of the round-off along, so that all credit notes together are the invoice.
 */
export function creditAmount(bill: CreditableBill, amount: number): Credit {
  const supplies = [...bill.lines, ...bill.charges];
  const all = sumLeft(supplies);
  const isAll = amount === creditable(bill);
  const fromSupplies = isAll ? all : Math.min(amount, all);
  const shares = spreadByLargestRemainder(fromSupplies, supplies.map(left));
  return creditOf(
    supplies.map((supply, index) => ({ supply, amount: shares[index] ?? 0 })),
    amount - fromSupplies,
  );
}

/**
 * Takes lines back with their share of the charges; what was taken back of them before is not taken again. With the last
 * lines go the rest of the charges and of the round-off.
 */
export function creditLines(bill: CreditableBill, lineIds: ReadonlySet<string>): Credit {
  const lines = bill.lines.filter(({ id }) => lineIds.has(id));
  const [some, all] = [sumLeft(lines), sumLeft(bill.lines)];
  const parts = [
    ...lines.map((supply) => ({ supply, amount: left(supply) })),
    ...bill.charges.map((supply) => ({
      supply,
      amount: some === all ? left(supply) : roundHalfUp(BigInt(left(supply)) * BigInt(some), all),
    })),
  ];
  const sum = exactSum(parts.map((part) => part.amount));
  const rest = creditable(bill);
  return creditOf(parts, some === all ? rest - sum : Math.min(0, rest - sum));
}

function creditOf(parts: readonly { supply: CreditableSupply; amount: number }[], roundOff: number): Credit {
  const credited = parts.filter(({ amount }) => amount !== 0).map(({ supply, amount }) => creditPart(supply, amount));
  return { amount: exactSum([...credited.map(({ total }) => total), roundOff]), parts: credited, roundOff };
}

/**
 * Each component gives back what it comes to on all that was ever taken back of the supply, less what it gave before: CGST and
 * SGST stay equal, and nothing is left over once the supply is taken back whole.
 */
function creditPart({ id, taxes, total, credited }: CreditableSupply, amount: number): CreditedSupply {
  const upTo = (tax: TaxLine, sum: number) => roundHalfUp(BigInt(tax.amount) * BigInt(sum), total);
  const back = taxes.map((tax) => ({ ...tax, amount: upTo(tax, credited + amount) - upTo(tax, credited) }));
  const tax = exactSum(back.map((one) => one.amount));
  return { id, taxable: amount - tax, taxes: back, tax, total: amount };
}
