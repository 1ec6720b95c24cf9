/** All of the razorpay SDK is in this file: what it lacks (base URL, time-out, refund key, usable errors) is made up for here. */
import { Inject, Injectable } from '@nestjs/common';
import { PaymentProviderUnavailable } from '@chowk/contracts';
import { crashPoint, refuse, type ConfigOf } from '@chowk/kit';
import Razorpay from 'razorpay';
import { z } from 'zod';
import { paymentConfig } from '../../config.js';
import type { ReportedPayment, ReportedRefund } from '../domain/provider-report.js';
import {
  PaymentProvider,
  ProviderRefusal,
  type OrderRequest,
  type ProviderCredentials,
  type ProviderOrder,
  type ProviderRefundRequest,
  type ProviderSession,
} from './payment-provider.js';
import { orderEntity, paymentEntity, refundEntity, reportedPayment, reportedRefund } from './razorpay-entities.js';

/** Seconds after which a repetition makes sense when Razorpay did not answer. */
const retryAfter = 2;

/** What the SDK sends through (axios); the field is private to it, hence the exact version in package.json. */
interface Transport {
  readonly defaults: { baseURL?: string; timeout?: number; maxRedirects?: number };
  readonly interceptors: { readonly request: { use(work: (request: Outgoing) => Outgoing): unknown } };
}

interface Outgoing {
  method?: string;
  url?: string;
  timeout?: number;
  data?: unknown;
  readonly headers: { set(name: string, value: string): unknown };
}

/** Razorpay (razorpay.com/docs/api) through its own SDK. */
@Injectable()
export class RazorpayProvider extends PaymentProvider {
  constructor(@Inject(paymentConfig.token) private readonly config: ConfigOf<typeof paymentConfig>) {
    super();
  }

  override session({ keyId, keySecret }: ProviderCredentials): ProviderSession {
    const { RAZORPAY_URL: url, PROVIDER_TIMEOUT_MS: within } = this.config;
    const client = new Razorpay({ key_id: keyId, key_secret: keySecret });
    prepare(transportOf(client), url, performance.now() + within);
    return new RazorpaySession(client);
  }
}

class RazorpaySession implements ProviderSession {
  constructor(private readonly client: Razorpay) {}

  async createOrder({ receipt, amount, currency, billId }: OrderRequest): Promise<ProviderOrder> {
    const order = { amount, currency, receipt, notes: { paymentId: receipt, billId } };
    const made = await answer(orderEntity, () => this.client.orders.create(order));
    crashPoint('asked', 'razorpay/orders');
    return made;
  }

  async findOrder(receipt: string): Promise<ProviderOrder | undefined> {
    const { items } = await answer(listOf(orderEntity), () => this.client.orders.all({ receipt }));
    return items.findLast((order) => order.receipt === receipt);
  }

  async paymentsOf(providerOrderId: string): Promise<ReportedPayment[]> {
    const { items } = await answer(listOf(paymentEntity), () => this.client.orders.fetchPayments(providerOrderId));
    return items.map(reportedPayment).reverse();
  }

  async payment(providerPaymentId: string): Promise<ReportedPayment> {
    return reportedPayment(await answer(paymentEntity, () => this.client.payments.fetch(providerPaymentId)));
  }

  async capture({ id, amount, currency }: ReportedPayment): Promise<ReportedPayment> {
    return reportedPayment(await answer(paymentEntity, () => this.client.payments.capture(id, amount, currency)));
  }

  async refund({ refundId, providerPaymentId, amount }: ProviderRefundRequest): Promise<ReportedRefund> {
    // The body must be the same at each repetition: the same key with another body is refused
    const refund = { amount, speed: 'normal', receipt: refundId } as const;
    const made = await answer(refundEntity, () => this.client.payments.refund(providerPaymentId, refund));
    crashPoint('asked', 'razorpay/refund');
    return reportedRefund(made);
  }

  async refundOf(providerPaymentId: string, providerRefundId: string): Promise<ReportedRefund> {
    const payment = { payment_id: providerPaymentId };
    return reportedRefund(await answer(refundEntity, () => this.client.refunds.fetch(providerRefundId, payment)));
  }
}

const listOf = <Entity extends z.ZodType>(entity: Entity) => z.object({ items: z.array(entity) });

/** Base URL, one deadline over all calls, and the refund key, which the SDK drops from headers given to it. */
function prepare(transport: Transport, url: string, deadline: number): void {
  transport.defaults.baseURL = url;
  transport.defaults.maxRedirects = 0;
  transport.interceptors.request.use((request) => {
    // 0 would mean no time-out at all
    request.timeout = Math.max(1, Math.floor(deadline - performance.now()));
    const refundId = receiptIn(request.data);
    if (request.url?.endsWith('/refund') && refundId) request.headers.set('X-Refund-Idempotency', refundId);
    return request;
  });
}

/** Waits for the SDK and reads what it gives; its errors are plain objects, or a TypeError in place of what really happened. */
async function answer<Entity extends z.ZodType>(
  entity: Entity,
  call: () => Promise<unknown>,
): Promise<z.output<Entity>> {
  let given: unknown;
  try {
    given = await call();
  } catch (error) {
    throw failureOf(error);
  }
  const read = entity.safeParse(given);
  if (!read.success) throw refuse(PaymentProviderUnavailable, undefined, { cause: read.error, retryAfter });
  return read.data;
}

const apiError = z.object({
  statusCode: z.coerce.number(),
  error: z.object({ code: z.string(), description: z.string() }).optional(),
});

/** Only a 4xx with Razorpay's own error body is its word; 409 (in progress) and 429 pass with time, as does everything else. */
function failureOf(error: unknown): Error {
  const said = apiError.safeParse(error);
  if (said.success && said.data.error) {
    const { statusCode: status, error: refusal } = said.data;
    const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429;
    if (isFinal) return new ProviderRefusal(refusal.description, status === 401 ? 'CREDENTIALS' : refusal.code);
  }
  const cause = error instanceof Error ? error : new Error(`Razorpay answered ${said.data?.statusCode ?? 'nonsense'}`);
  return refuse(PaymentProviderUnavailable, undefined, { cause, retryAfter });
}

function transportOf(client: Razorpay): Transport {
  const transport: unknown = Reflect.get(client.api, 'rq');
  if (!isTransport(transport)) throw new Error('This version of the razorpay SDK hides its transport elsewhere');
  return transport;
}

function isTransport(value: unknown): value is Transport {
  return typeof value === 'function' && 'defaults' in value && 'interceptors' in value;
}

function receiptIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('receipt' in data)) return undefined;
  return typeof data.receipt === 'string' ? data.receipt : undefined;
}
