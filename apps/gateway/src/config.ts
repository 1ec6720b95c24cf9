import { config } from '@chowk/kit';
import { z } from 'zod';
import { allowance } from './limits/allowance.js';
import { serviceAddresses } from './upstream/service-address.js';

const milliseconds = z.coerce.number().int().min(10).max(600_000);
const count = z.coerce.number().int().min(1).max(1_000_000);

/** What the gateway reads beside the kit's own environment. */
export const gatewayConfig = config({
  /** Each service's instances, with commas between them: `http://order-1:3003,http://order-2:3003`. */
  AUTH_URL: serviceAddresses,
  CATALOG_URL: serviceAddresses,
  ORDER_URL: serviceAddresses,
  PAYMENT_URL: serviceAddresses,
  INVENTORY_URL: serviceAddresses,
  NOTIFICATION_URL: serviceAddresses,
  ANALYTICS_URL: serviceAddresses,
  DISCOUNT_URL: serviceAddresses,
  /** A service's whole answer, from the last byte of the request; below the 5 s that callers are promised. */
  UPSTREAM_TIMEOUT_MS: milliseconds.default(4_900),
  /** The request line and all headers of a request. */
  HEADERS_TIMEOUT_MS: milliseconds.default(5_000),
  /** A whole request with its body. */
  REQUEST_TIMEOUT_MS: milliseconds.default(10_000),
  /** Calls being served at once, by all services and by each; one more is answered 503 OVERLOADED. The profile decides where nothing is said (load/load-bounds.ts). */
  MAX_IN_FLIGHT: count.default(1_000),
  MAX_IN_FLIGHT_PER_SERVICE: count.optional(),
  /**
   * What may be in flight together is found out between these two (load/adaptive-limit.ts), so that calls take no more than the target longer, on
   * average, than when nothing is to be done, and the gateway itself is not late.
   */
  LOAD_FLOOR: count.optional(),
  LOAD_CEILING: count.optional(),
  LOAD_TARGET_MS: milliseconds.default(100),
  LOAD_LOOP_DELAY_MS: milliseconds.default(50),
  /** `off`: the API reference, the events and the page of `/` are not there (404); for installations whose API is nobody else's business. */
  DOCS: z.enum(['on', 'off']).default('on'),
  MAX_SOCKETS: count.default(10_000),
  /** Own proxies in front of the gateway; the caller's address is that many entries from the right in X-Forwarded-For. */
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  /** Calls per time, `300/1m`; the profile decides where nothing is said (limits/allowances.ts). */
  LIMIT_ADDRESS: allowance.optional(),
  LIMIT_PERSON: allowance.optional(),
  LIMIT_TENANT: allowance.optional(),
  LIMIT_OTP: allowance.optional(),
  LIMIT_LOGIN: allowance.optional(),
  LIMIT_PAYMENT: allowance.optional(),
  LIMIT_WEBHOOK: allowance.optional(),
});
