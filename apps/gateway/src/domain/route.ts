import type { Permission } from '@chowk/contracts';
import type { Importance } from './importance.js';

/** The services behind the gateway, in the order of the map of the system. */
export const serviceNames = [
  'auth',
  'catalog',
  'order',
  'payment',
  'inventory',
  'notification',
  'analytics',
  'discount',
] as const;
export type ServiceName = (typeof serviceNames)[number];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may pass; the service asks again, and more exactly. */
export type Access =
  /** Signed-in people, devices and guests with any of these permissions. */
  | { readonly kind: 'may'; readonly anyOf: readonly Permission[] }
  /** Everybody who names a tenant, by `X-Tenant-Id` or by a token. */
  | { readonly kind: 'anybody' }
  /** Everybody; the service finds the tenant itself, if there is one. */
  | { readonly kind: 'no-tenant' }
  /** The same; but who sends a token is known by it, and refused when it is no good. */
  | { readonly kind: 'no-tenant-or-signed-in' };

/** The count a call is held against, beside those of its address, person and tenant. */
export type Strictness = 'ordinary' | 'otp' | 'login' | 'payment' | 'webhook';

/**
 * `answer`: whole within the time for upstreams; `stream`: an event stream begins within it and may last, other answers are whole within it;
 * `socket`: may be upgraded, too.
 */
export type Patience = 'answer' | 'stream' | 'socket';

export interface Route {
  readonly method: string;
  /** As the outside knows it: below `/api/v1` unless others chose the path. `:name` is one step of any text. */
  readonly path: string;
  readonly service: ServiceName;
  readonly access: Access;
  readonly limit: Strictness;
  readonly patience: Patience;
  readonly importance: Importance;
  /** Headers of the caller that reach the service beside the usual ones. */
  readonly headers: readonly string[];
  /** The answer is the same for all who ask the same of a tenant, and the service tells when it changes (docs/adr/0035). */
  readonly isShared: boolean;
}

export interface RouteOptions {
  readonly limit?: Strictness;
  readonly patience?: Patience;
  /** Reads where GET is called, else work. */
  readonly importance?: Importance;
  readonly headers?: readonly string[];
  readonly isShared?: boolean;
}

/** One line of the table: `['POST   /orders', may('order:create')]`. */
export type RouteLine = readonly [call: `${Method} ${string}`, access: Access, options?: RouteOptions];

/** Signed in, with any of these permissions. */
export function may(...anyOf: [Permission, ...Permission[]]): Access {
  return { kind: 'may', anyOf };
}

export const anybody: Access = { kind: 'anybody' };
export const noTenant: Access = { kind: 'no-tenant' };
export const orSignedIn: Access = { kind: 'no-tenant-or-signed-in' };

/** Paths that others chose stand at the root; all of ours below `/api/v1`. */
const atTheRoot = ['/.well-known/', '/socket.io/'];

/** The lines of one service. */
export function routesOf(service: ServiceName, lines: readonly RouteLine[]): readonly Route[] {
  return lines.map(([call, access, options = {}]) => {
    const [method = '', path = ''] = call.split(/ +/);
    return {
      method,
      path: atTheRoot.some((prefix) => path.startsWith(prefix)) ? path : `/api/v1${path}`,
      service,
      access,
      limit: options.limit ?? 'ordinary',
      patience: options.patience ?? 'answer',
      importance: options.importance ?? (method === 'GET' ? 'read' : 'work'),
      headers: options.headers ?? [],
      isShared: options.isShared ?? false,
    };
  });
}
