import { PaymentProviderRefused } from '@chowk/contracts';
import { DomainError } from '@chowk/kit';
import type { ReportedPayment, ReportedRefund } from '../domain/provider-report.js';

export interface ProviderCredentials {
  readonly keyId: string;
  readonly keySecret: string;
}

export interface ProviderOrder {
  readonly id: string;
  /** In paise. */
  readonly amount: number;
  readonly currency: string;
}

/** What the provider is asked to ask a person for. */
export interface OrderRequest {
  /** Our payment's id: the name under which the order is found again. */
  readonly receipt: string;
  /** In paise. */
  readonly amount: number;
  readonly currency: 'INR';
  readonly billId: string;
}

export interface ProviderRefundRequest {
  /** Our refund's id: the provider makes one refund of it, however often it is asked. */
  readonly refundId: string;
  readonly providerPaymentId: string;
  /** In paise. */
  readonly amount: number;
}

/** The provider understood and said no: asking again would not help. */
export class ProviderRefusal extends DomainError {
  constructor(
    /** The provider's own words, for the log. */
    readonly description: string,
    /** The provider's code, for the caller. */
    readonly reason: string,
  ) {
    super(PaymentProviderRefused, { reason });
  }
}

/**
 * Calls to a provider on behalf of one tenant; all calls of one session together end within its time. Each throws
 * PAYMENT_PROVIDER_UNAVAILABLE (503, Retry-After) when the outcome is not known: no answer, too late, overloaded,
 * unreadable; and {@link ProviderRefusal} when the provider said no. Never called while a transaction is open.
 */
export interface ProviderSession {
  createOrder(request: OrderRequest): Promise<ProviderOrder>;
  /** The order made under this receipt, the oldest when there are more. */
  findOrder(receipt: string): Promise<ProviderOrder | undefined>;
  /** All attempts to pay an order, oldest first. */
  paymentsOf(providerOrderId: string): Promise<ReportedPayment[]>;
  payment(providerPaymentId: string): Promise<ReportedPayment>;
  /** Captures an authorised payment for exactly its amount. */
  capture(payment: ReportedPayment): Promise<ReportedPayment>;
  refund(request: ProviderRefundRequest): Promise<ReportedRefund>;
  refundOf(providerPaymentId: string, providerRefundId: string): Promise<ReportedRefund>;
}

/** A company that takes money from people for our tenants. */
export abstract class PaymentProvider {
  /** Begins a session; its time runs from now. */
  abstract session(credentials: ProviderCredentials): ProviderSession;
}
