/** What the provider says about one attempt to pay one of our orders there. Amounts in paise. */
export interface ReportedPayment {
  readonly id: string;
  readonly orderId: string | null;
  readonly status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly method: string | null;
  /** Why it failed, in the provider's words. */
  readonly failure: string | null;
}

/** What the provider says about a refund. */
export interface ReportedRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly status: 'pending' | 'processed' | 'failed';
  /** The id of our own refund; null for one that was made at the provider. */
  readonly receipt: string | null;
}
