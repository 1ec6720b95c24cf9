import type { PaymentState } from '@chowk/contracts';

/**
 * Where a payment may go. A failure followed by a capture is normal (razorpay.com/docs, late authorisation); money that
 * arrived never makes it go back, whatever comes in which order.
 */
export const paymentMoves: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  CREATED: ['AUTHORISED', 'CAPTURED', 'FAILED', 'QUARANTINED'],
  AUTHORISED: ['CAPTURED', 'FAILED', 'QUARANTINED'],
  FAILED: ['FAILED', 'AUTHORISED', 'CAPTURED', 'QUARANTINED'],
  CAPTURED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  QUARANTINED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  REFUNDED: [],
};

/** States in which money may still arrive for what was asked. */
export const openStates: readonly PaymentState[] = ['CREATED', 'AUTHORISED', 'FAILED'];

/** States in which a person can (again) be sent to the provider's checkout. */
export const payableStates: readonly PaymentState[] = ['CREATED', 'FAILED'];

/** States in which the money that was asked for has arrived: nothing the provider says about it later changes anything. */
export const bookedStates: readonly PaymentState[] = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'];
