export { startRazorpaySimulator } from './start-razorpay-simulator.js';
export type { RazorpaySimulator, RazorpaySimulatorOptions } from './start-razorpay-simulator.js';
export type { RazorpayAccount } from './accounts.js';
export type { CheckoutAnswer } from './checkout.js';
export type { OrderEntity, PaymentEntity, RefundEntity } from './entities.js';
export type { Delivery } from './webhook-delivery.js';
export { checkoutSignature, webhookSignature } from './signatures.js';
