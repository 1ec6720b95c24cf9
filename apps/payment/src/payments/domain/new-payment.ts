import type { RecordedTender } from '@chowk/contracts';
import type { Payment } from './payment.js';

/** What every payment is made for. */
type PaidFor = Pick<
  Payment,
  'id' | 'outletId' | 'billId' | 'orderIds' | 'customerId' | 'tableSessionId' | 'businessDate' | 'amount'
> &
  Partial<Pick<Payment, 'shareId' | 'tip'>>;

/** A payment at the provider. */
export type NewPayment = PaidFor & { readonly keyId: string } & Partial<Pick<Payment, 'askerId'>>;

/** Money that somebody of the staff has taken. */
export type TakenMoney = PaidFor & {
  readonly tender: RecordedTender;
  readonly reference: string | null;
  /** The member of staff. */
  readonly recordedBy: string;
  /** Cash only: the drawer it went into, and how much was handed over. */
  readonly drawerId: string | null;
  readonly tendered: number | null;
};
