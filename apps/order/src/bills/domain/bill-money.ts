import { exactSum } from '@chowk/pricing';

/**
 * Money that came for the bill, in paise: `tip` is the part of the amount that is no payment of the bill, `askedBack` what we
 * asked payment to return, `refunded` what it did.
 */
export interface BilledPayment {
  readonly paymentId: string;
  readonly tender: string;
  readonly orderIds: readonly string[];
  readonly amount: number;
  /** Absent on payments from before tips: none. */
  readonly tip?: number;
  readonly shareId?: string | null;
  readonly askedBack: number;
  readonly refunded: number;
}

export interface AskedBack {
  readonly paymentId: string;
  readonly orderIds: readonly string[];
  readonly amount: number;
}

export const tipOf = ({ tip }: BilledPayment): number => tip ?? 0;

/** What stays of a payment for the bill itself: captured, less its tip, less what was asked back. */
export const keptOf = (payment: BilledPayment): number => payment.amount - tipOf(payment) - payment.askedBack;

/** Money for the bill that is to stay, tips not counted. */
export const kept = (payments: readonly BilledPayment[]): number => exactSum(payments.map(keptOf));

/** Tips that are to stay. */
export const tips = (payments: readonly BilledPayment[]): number => exactSum(payments.map(tipOf));

/** Asks for `excess` paise back, from the newest payment first. */
export function askBack(
  payments: readonly BilledPayment[],
  excess: number,
): { payments: BilledPayment[]; asked: AskedBack[] } {
  let rest = excess;
  const asked: AskedBack[] = [];
  const after = payments.toReversed().map((payment) => {
    const amount = Math.min(rest, keptOf(payment));
    if (amount <= 0) return payment;
    rest -= amount;
    asked.push({ paymentId: payment.paymentId, orderIds: payment.orderIds, amount });
    return { ...payment, askedBack: payment.askedBack + amount };
  });
  return { payments: after.toReversed(), asked };
}

/**
 * Notes that `amount` paise of a payment went back. What nobody had asked for is `unasked`: it was given out of the bill, and
 * only what the bill does not hold out of the tip. Never more is noted than was taken.
 */
export function giveBack(
  payments: readonly BilledPayment[],
  paymentId: string,
  amount: number,
): { payments: BilledPayment[]; unasked: number } {
  let unasked = 0;
  const after = payments.map((payment) => {
    if (payment.paymentId !== paymentId) return payment;
    const refunded = Math.min(payment.amount, payment.refunded + amount);
    const beyond = Math.max(0, refunded - payment.askedBack);
    const ofTip = Math.max(0, beyond - keptOf(payment));
    unasked = beyond - ofTip;
    return { ...payment, refunded, askedBack: payment.askedBack + beyond, tip: tipOf(payment) - ofTip };
  });
  return { payments: after, unasked };
}
