import { ok, type Answer, type Call } from '../server/call.js';
import { parseObject, type JsonObject } from '../server/json.js';
import { findRoute, type Route } from '../server/route.js';
import type { Accounts, RazorpayAccount } from './accounts.js';
import type { Orders } from './orders.js';
import type { Payments } from './payments.js';
import { badRequest, RazorpayError } from './razorpay-error.js';
import type { Refunds } from './refunds.js';

/** What stands behind the API's paths. */
export interface RazorpayApiOptions {
  readonly accounts: Accounts;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly refunds: Refunds;
}

type Run = (account: RazorpayAccount, call: Call, id: string, params: Readonly<Record<string, string>>) => unknown;

/** Razorpay's API under `/v1`: every call needs an account's key, every refusal has Razorpay's error body. */
export function razorpayApi({
  accounts,
  orders,
  payments,
  refunds,
}: RazorpayApiOptions): (call: Call) => Promise<Answer> {
  const route = (method: string, path: string, run: Run): Route => ({
    method,
    path,
    run: (call, params) =>
      ok(run(accounts.authenticate(call.header('authorization')), call, params['id'] ?? '', params)),
  });
  const routes = [
    route('POST', '/v1/orders', (account, call) => orders.create(account, jsonBody(call))),
    route('GET', '/v1/orders', (account, call) => orders.list(account, call.query)),
    route('GET', '/v1/orders/:id', (account, _, id) => orders.fetch(account, id)),
    route('GET', '/v1/orders/:id/payments', (account, _, id) => orders.payments(account, id)),
    route('GET', '/v1/payments', (account, call) => payments.list(account, call.query)),
    route('GET', '/v1/payments/:id', (account, _, id) => payments.fetch(account, id)),
    route('POST', '/v1/payments/:id/capture', (account, call, id) => payments.capture(account, id, jsonBody(call))),
    route('POST', '/v1/payments/:id/refund', (account, call, id) =>
      refunds.create(account, id, jsonBody(call), call.header('x-refund-idempotency')),
    ),
    route('GET', '/v1/payments/:id/refunds', (account, call, id) => refunds.listOf(account, id, call.query)),
    route('GET', '/v1/payments/:id/refunds/:refundId', (account, _, id, params) =>
      refunds.fetchOf(account, id, params['refundId'] ?? ''),
    ),
    route('GET', '/v1/refunds', (account, call) => refunds.list(account, call.query)),
    route('GET', '/v1/refunds/:id', (account, _, id) => refunds.fetch(account, id)),
  ];
  return async (call) => {
    try {
      const found = findRoute(routes, call);
      if (!found) throw badRequest('The requested URL was not found on the server.');
      return await found.route.run(call, found.params);
    } catch (error) {
      if (error instanceof RazorpayError) return error.answer();
      throw error;
    }
  };
}

function jsonBody(call: Call): JsonObject {
  const body = parseObject(call.body);
  if (body === undefined) throw badRequest('The request body is not a JSON object');
  return body;
}
