import { config } from '@chowk/kit';
import { z } from 'zod';
import { allowance } from './limits/allowance.js';
import { serviceAddresses } from './upstream/service-address.js';

const milliseconds = z.coerce.number().int().min(10).max(600_000);
const count = z.coerce.number().int().min(1).max(1_000_000);

const instancesOf = (service: string, port: number) =>
  serviceAddresses.meta({
    description: `Instances of ${service}, with commas between them.`,
    examples: [`http://${service}-1:${port},http://${service}-2:${port}`],
  });

/** The profile decides where nothing is said (limits/allowances.ts). */
const limit = (whose: string, usual: string) =>
  allowance.optional().meta({
    description: `Calls ${whose} per time. Where nothing is said: ${usual}, in local and test as good as none.`,
    examples: [usual],
  });

/** What the gateway reads beside the kit's own environment. */
export const gatewayConfig = config({
  AUTH_URL: instancesOf('auth', 3001),
  CATALOG_URL: instancesOf('catalog', 3002),
  ORDER_URL: instancesOf('order', 3003),
  PAYMENT_URL: instancesOf('payment', 3004),
  INVENTORY_URL: instancesOf('inventory', 3005),
  NOTIFICATION_URL: instancesOf('notification', 3006),
  ANALYTICS_URL: instancesOf('analytics', 3007),
  DISCOUNT_URL: instancesOf('discount', 3008),
  UPSTREAM_TIMEOUT_MS: milliseconds
    .default(4_900)
    .describe('A service’s whole answer, from the last byte of the request; below the 5 s that callers are promised.'),
  HEADERS_TIMEOUT_MS: milliseconds.default(5_000).describe('The request line and all headers of a request.'),
  REQUEST_TIMEOUT_MS: milliseconds.default(10_000).describe('A whole request with its body.'),
  MAX_IN_FLIGHT: count
    .default(1_000)
    .describe('Calls being served at once by all services; one more is answered 503 OVERLOADED.'),
  /** The profile decides where nothing is said (load/load-bounds.ts). */
  MAX_IN_FLIGHT_PER_SERVICE: count.optional().meta({
    description: 'The same for each service. Where nothing is said: 250, in local and test 1000.',
    examples: ['250'],
  }),
  /** What may be in flight together is found out between these two (load/adaptive-limit.ts). */
  LOAD_FLOOR: count.optional().meta({
    description:
      'At least so many calls are let in at once, however slow they are. Where nothing is said: 32, in local and test 1000.',
    examples: ['32'],
  }),
  LOAD_CEILING: count.optional().meta({
    description:
      'At most so many calls are let in at once, however quick they are. Where nothing is said: 250, in local and test 1000.',
    examples: ['250'],
  }),
  LOAD_TARGET_MS: milliseconds
    .default(100)
    .describe('So much longer, on average, calls may take than when nothing is to be done, before fewer are let in.'),
  LOAD_LOOP_DELAY_MS: milliseconds.default(50).describe('So late the gateway itself may be before fewer are let in.'),
  DOCS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('`off`: the API reference, the events and the page of `/` are not there (404).'),
  MAX_SOCKETS: count.default(10_000).describe('Sockets and streams that are open at once.'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe(
      'Own proxies in front of the gateway; the caller’s address is that many entries from the right in X-Forwarded-For.',
    ),
  LIMIT_ADDRESS: limit('of one address', '1200/1m'),
  LIMIT_PERSON: limit('of one person', '300/1m'),
  LIMIT_TENANT: limit('of one tenant', '12000/1m'),
  LIMIT_OTP: limit('for one-time passwords, of one address', '300/1h'),
  LIMIT_LOGIN: limit('to sign in, of one address', '30/1m'),
  LIMIT_PAYMENT: limit('to pay, of one person', '60/1m'),
  LIMIT_WEBHOOK: limit('of payment providers, of one address', '6000/1m'),
});
