import { controlBody } from '../control/control-api.js';
import { ControlError } from '../control/control-error.js';
import { ok } from '../server/call.js';
import type { Route } from '../server/route.js';
import { readAccount, type Accounts, type RazorpayAccount } from './accounts.js';
import type { Checkout } from './checkout.js';
import type { RazorpayBooks } from './razorpay-books.js';
import type { Refunds } from './refunds.js';
import type { WebhookSender } from './webhook-sender.js';

/** What the Razorpay simulator's own control calls move. */
export interface RazorpayControlOptions {
  readonly accounts: Accounts;
  readonly books: RazorpayBooks;
  readonly checkout: Checkout;
  readonly refunds: Refunds;
  readonly sender: WebhookSender;
}

/** Checkout, refunds and webhooks on command, beside the control API of all simulators. */
export function razorpayControl({ accounts, books, checkout, refunds, sender }: RazorpayControlOptions): Route[] {
  return [
    { method: 'POST', path: '/_control/pay', run: (call) => ok(checkout.pay(controlBody(call))) },
    {
      method: 'POST',
      path: '/_control/payments/:id/authorize-late',
      run: (call, params) => ok(checkout.authorizeLate(params['id'] ?? '', controlBody(call))),
    },
    {
      method: 'POST',
      path: '/_control/refunds',
      run: (call) => {
        refunds.begin = oneOf('begin', controlBody(call)['begin'], ['processed', 'pending']);
        return ok({ begin: refunds.begin });
      },
    },
    {
      method: 'POST',
      path: '/_control/refunds/:id/settle',
      run: (call, params) => {
        const outcome = oneOf('outcome', controlBody(call)['outcome'], ['processed', 'failed']);
        const refund = books.refunds.get(params['id'] ?? '');
        const account = refund && accounts.get(refund.keyId);
        if (!refund || !account) throw new ControlError(404, `No refund ${params['id'] ?? ''}`);
        return ok(refunds.settle(account, refund, outcome));
      },
    },
    {
      method: 'GET',
      path: '/_control/webhooks',
      run: ({ query }) => {
        const wanted = (name: string, value: string) => (query.get(name) ?? value) === value;
        const webhooks = books.deliveries
          .values()
          .filter(
            (sent) => wanted('event', sent.event) && wanted('state', sent.state) && wanted('orderId', sent.orderId),
          );
        return ok({ ...sender.mode.describe(), webhooks });
      },
    },
    {
      method: 'POST',
      path: '/_control/webhooks',
      run: (call) => {
        sender.mode.set(controlBody(call));
        return ok(sender.mode.describe());
      },
    },
    {
      method: 'POST',
      path: '/_control/webhooks/release',
      run: (call) => ok({ released: sender.release(controlBody(call)['reversed'] === true) }),
    },
    {
      method: 'GET',
      path: '/_control/accounts',
      run: () => ok({ accounts: accounts.list().map(({ keyId, webhookUrl }) => ({ keyId, webhookUrl })) }),
    },
    {
      method: 'POST',
      path: '/_control/accounts',
      run: (call) => {
        const account = accountOf(controlBody(call));
        accounts.put(account);
        return ok({ keyId: account.keyId, webhookUrl: account.webhookUrl });
      },
    },
  ];
}

function oneOf<const T extends string>(field: string, value: unknown, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new ControlError(400, `${field} is one of ${known.join(', ')}`);
  return found;
}

function accountOf(body: unknown): RazorpayAccount {
  try {
    return readAccount(body);
  } catch (error) {
    throw new ControlError(400, error instanceof Error ? error.message : String(error));
  }
}
