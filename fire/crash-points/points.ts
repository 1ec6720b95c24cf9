import type { ServiceName } from '../../tools/field/field-system.ts';

/** Where each service is killed, one point after the other; the kit's `crashPoint` says what the names mean. */
export const points: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  order: [
    'worked/POST /orders',
    'answering/POST /orders',
    'outbox/order.placed.v1',
    'sent/order.placed.v1',
    'handled/inventory.reserved.v1',
    'handled/payment.captured.v1',
    'committed/payment.captured.v1',
    'outbox/order.confirmed.v1',
  ],
  payment: [
    'handled/order.bill.state.v1',
    'asked/razorpay/orders',
    'worked/POST /payments/create-razorpay-order',
    'answering/POST /payments/webhooks/razorpay/:tenant',
    'outbox/payment.captured.v1',
    'sent/payment.captured.v1',
    'worked/POST /payments/verify-razorpay',
    'asked/razorpay/refund',
  ],
  inventory: [
    'handled/order.placed.v1',
    'committed/order.placed.v1',
    'sent/inventory.reserved.v1',
    'handled/order.confirmed.v1',
    'committed/order.cancelled.v1',
  ],
  discount: ['handled/order.placed.v1', 'sent/discount.redeemed.v1', 'handled/order.cancelled.v1'],
  notification: ['handled/ticket.queued.v1', 'committed/ticket.queued.v1', 'handled/otp.requested.v1'],
  analytics: ['handled/order.placed.v1', 'committed/payment.captured.v1'],
  catalog: ['answering/PATCH /menu/items/:id', 'sent/catalog.item.state.v1'],
  gateway: ['passing/POST /api/v1/orders', 'passed/POST /api/v1/payments/create-razorpay-order'],
  auth: ['answering/POST /auth/customer/verify-otp', 'sent/otp.requested.v1'],
};

/** What the short form has time for. */
export const quickPoints: typeof points = {
  order: ['outbox/order.placed.v1'],
  payment: ['asked/razorpay/orders'],
  inventory: ['handled/order.placed.v1'],
  notification: ['committed/ticket.queued.v1'],
};
