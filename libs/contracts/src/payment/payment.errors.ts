import { error } from '../envelope/error.js';

/** Refusals of the payment service. */
export const PaymentStateConflict = error(
  'PAYMENT_STATE_CONFLICT',
  'conflict',
  'The payment or its bill is not in a state that allows this.',
  'See details for the state it is in; read it again.',
);
export const PaymentAmountMismatch = error(
  'PAYMENT_AMOUNT_MISMATCH',
  'conflict',
  'What was paid is not what was asked; the money is set aside until a person has looked at it.',
  'Do not pay again for the same; ask the business. A new payment of the bill can be begun.',
);
export const PaymentProviderRefused = error(
  'PAYMENT_PROVIDER_REFUSED',
  'conflict',
  'The payment provider does not accept this.',
  'See details for its reason; repeat with a new Idempotency-Key when it is mended.',
);
export const PaymentNotConfigured = error(
  'PAYMENT_NOT_CONFIGURED',
  'conflict',
  'This business takes no payments of this kind yet.',
  'Offer another way to pay; the owner connects the payment provider.',
);
export const RefundExceedsCaptured = error(
  'REFUND_EXCEEDS_CAPTURED',
  'conflict',
  'That is more than is left to refund.',
  'See details for what is left; refunds on their way count too.',
);
export const PaymentSignatureInvalid = error(
  'PAYMENT_SIGNATURE_INVALID',
  'invalid',
  'The signature of the checkout does not belong to this payment.',
  'Send the fields exactly as the checkout returned them, with the paymentId they belong to.',
);
/** The same for unknown businesses and wrong signatures. */
export const WebhookSignatureInvalid = error(
  'WEBHOOK_SIGNATURE_INVALID',
  'unauthenticated',
  'The signature of this webhook is not valid.',
  'Sign the raw body with the webhook secret of the business in the path.',
);
export const PaymentProviderUnavailable = error(
  'PAYMENT_PROVIDER_UNAVAILABLE',
  'unavailable',
  'The payment provider does not answer just now; nothing is lost.',
  'Repeat the call with the same Idempotency-Key as Retry-After says.',
);
export const DrawerNotOpen = error(
  'DRAWER_NOT_OPEN',
  'conflict',
  'There is no open drawer for this cash.',
  'Open a drawer at the outlet first.',
);
export const DrawerAlreadyOpen = error(
  'DRAWER_ALREADY_OPEN',
  'conflict',
  'You have an open drawer at this outlet.',
  'Count and close it first.',
);
export const DrawerTooLow = error(
  'DRAWER_TOO_LOW',
  'conflict',
  'There is not that much cash in the drawer.',
  'See details for what is in it.',
);
export const TenderedTooLittle = error(
  'TENDERED_TOO_LITTLE',
  'invalid',
  'The cash handed over does not cover the amount.',
  'See details for what is asked.',
);
export const PaymentExceedsDue = error(
  'PAYMENT_EXCEEDS_DUE',
  'conflict',
  'That is more than is still due.',
  'See details for what is due; send what is beyond it as tip.',
);
