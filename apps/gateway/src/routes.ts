import { anybody, may, noTenant, orSignedIn, routesOf, type Route } from './domain/route.js';

/**
 * Everything that can be called from outside: what is not in this table does not exist. Each line says which service answers, who may
 * pass, which count it is held against, and how early it is refused when there is too much to do. Services ask for the permission again, and more exactly; the gateway never asks for more
 * than they do. Paths are below `/api/v1`, and `/api/...` means the same.
 */

// prettier-ignore
const auth = routesOf('auth', [
  ['POST   /auth/customer/request-otp', anybody, { limit: 'otp' }],
  ['POST   /auth/customer/verify-otp',  anybody, { limit: 'otp' }],
  ['POST   /auth/staff/login',          anybody, { limit: 'login' }],
  ['POST   /auth/refresh',              noTenant, { importance: 'vital' }],
  ['POST   /auth/logout',               may('auth-session:own')],
  ['POST   /auth/logout-all',           may('auth-session:own')],
  ['GET    /auth/me',                   may('auth-session:own')],
  ['GET    /auth/sessions',             may('auth-session:own')],
  ['DELETE /auth/sessions/:id',         may('auth-session:own')],
  ['GET    /.well-known/jwks.json',     noTenant, { importance: 'vital' }],

  ['GET    /tenants/current',           may('tenant:read')],
  ['PATCH  /tenants/current',           may('tenant:write')],
  ['PATCH  /tenants/:id/status',        may('tenant:status')],
  ['GET    /outlets',                   anybody],
  ['GET    /outlets/:id',               anybody],
  ['GET    /staff',                     may('staff:read')],
  ['GET    /staff/:id',                 may('staff:read')],
  ['POST   /staff/:id/suspend',         may('staff:write')],
  ['PUT    /staff/:id/pin',             may('staff:write')],
  ['GET    /customers',                 may('customer:read')],
  ['GET    /customers/:id',             may('customer:read')],
  ['GET    /users/profile',             may('profile:own')],
  ['PATCH  /users/profile',             may('profile:own')],
  ['PUT    /users/pin',                 may('profile:own')],

  ['POST   /devices/pair',              may('device:manage')],
  ['POST   /devices/claim',             anybody, { limit: 'login' }],
  // Outside of the limit of sign-ins: a tablet renews its token for years, and a restaurant's tablets share one address
  ['POST   /devices/token',             noTenant, { importance: 'vital' }],
  ['GET    /devices',                   may('device:manage')],
  ['GET    /devices/staff',             may('device:own')],
  ['POST   /devices/staff-session',     may('device:own')],
  ['GET    /devices/:id',               may('device:manage')],
  ['DELETE /devices/:id',               may('device:manage')],
]);

// prettier-ignore
const catalog = routesOf('catalog', [
  ['GET    /menu',                         anybody, { isShared: true }],
  ['GET    /menu/availability',            anybody, { patience: 'stream' }],
  ['GET    /menu/items/:id',               anybody, { isShared: true }],
  ['GET    /menu/items',                   may('catalog:read')],
  ['POST   /menu/items',                   may('catalog:write')],
  ['PATCH  /menu/items/:id',               may('catalog:write')],
  ['DELETE /menu/items/:id',               may('catalog:write')],
  ['PATCH  /menu/items/:id/availability',  may('catalog:availability')],
  ['GET    /menu/items/:id/prices',        may('catalog:read')],
  ['GET    /menu/categories',              may('catalog:read')],
  ['POST   /menu/categories',              may('catalog:write')],
  ['POST   /menu/categories/reorder',      may('catalog:write')],
  ['PATCH  /menu/categories/:id',          may('catalog:write')],
  ['DELETE /menu/categories/:id',          may('catalog:write')],
  ['GET    /menu/modifier-groups',         may('catalog:read')],
  ['POST   /menu/modifier-groups',         may('catalog:write')],
  ['PATCH  /menu/modifier-groups/:id',     may('catalog:write')],
  ['DELETE /menu/modifier-groups/:id',     may('catalog:write')],
]);

// prettier-ignore
const order = routesOf('order', [
  ['POST   /orders/quote',              may('order:create')],
  ['POST   /orders',                    may('order:create')],
  ['GET    /orders',                    may('order:read', 'order:read:own')],
  ['GET    /orders/:order',             may('order:read', 'order:read:own'), { importance: 'work' }],
  ['PATCH  /orders/:order/status',      may('order:update-status'), { importance: 'vital' }],
  ['PATCH  /orders/:order/cancel',      may('order:cancel', 'order:cancel:own')],
  ['PATCH  /orders/:order/items',       may('order:change', 'order:change:own')],
  ['GET    /orders/:order/timeline',    may('order:timeline')],
  ['GET    /orders/:order/invoice',     may('bill:read', 'bill:read:own')],
  ['POST   /orders/:order/lines/:lineId/void', may('order:void')],
  ['POST   /orders/:order/lines/:lineId/comp', may('order:comp')],
  ['GET    /reports/voids',             may('analytics:read')],

  ['GET    /tables/:code',              noTenant],
  ['POST   /tables/:code/sessions',     orSignedIn],
  ['GET    /sessions',                  may('table-session:manage')],
  ['GET    /sessions/:id',              may('table-session:own', 'table-session:manage'), { importance: 'work' }],
  ['POST   /sessions/:id/close',        may('table-session:manage')],
  ['POST   /sessions/:id/approve',      may('table-session:manage')],
  ['POST   /sessions/:id/pin',          may('table-session:manage')],
  ['POST   /sessions/:id/customer',     may('table-session:own')],
  ['GET    /sessions/:id/requests',     may('table-session:own', 'table-session:manage')],
  ['POST   /sessions/:id/requests',     may('table-session:own', 'table-session:manage')],
  ['PATCH  /sessions/:id/requests/:requestId', may('table-session:manage')],
  ['GET    /tables',                    may('table:read')],
  ['POST   /tables',                    may('table:write')],
  ['PATCH  /tables/:id',                may('table:write')],
  ['DELETE /tables/:id',                may('table:write')],
  ['GET    /tables/:id/qr.png',         may('table:read')],
  ['GET    /tables/:id/qr.svg',         may('table:read')],

  ['GET    /bills',                     may('bill:read', 'bill:read:own')],
  ['GET    /bills/:id',                 may('bill:read', 'bill:read:own'), { importance: 'work' }],
  ['PATCH  /bills/:id',                 may('bill:change', 'bill:change:own')],
  ['POST   /bills/:id/present',         may('bill:change')],
  ['POST   /bills/:id/split',           may('bill:change', 'bill:change:own')],
  ['GET    /bills/:id/invoice',         may('bill:read', 'bill:read:own')],
  ['GET    /bills/:id/refunds',         may('bill:read', 'bill:read:own')],
  ['POST   /bills/:id/refunds',         may('bill:refund')],
  ['GET    /bills/:id/refunds/:refundId', may('bill:read', 'bill:read:own')],
  ['GET    /outlets/:id/day-close',     may('day:close')],
  ['POST   /outlets/:id/day-close',     may('day:close')],
  ['GET    /kitchen/tickets',           may('kitchen:read'), { importance: 'vital' }],
  ['PATCH  /kitchen/tickets/:id',       may('kitchen:update'), { importance: 'vital' }],
]);

/** Providers prove themselves by a signature over the very bytes; the slug names the tenant. */
const fromRazorpay = {
  limit: 'webhook',
  importance: 'vital',
  headers: ['x-razorpay-signature', 'x-razorpay-event-id'],
} as const;

// prettier-ignore
const payment = routesOf('payment', [
  ['POST   /payments/create-razorpay-order',     may('payment:create', 'payment:create:own'), { limit: 'payment', importance: 'vital' }],
  ['POST   /payments/verify-razorpay',           may('payment:create', 'payment:create:own'), { limit: 'payment', importance: 'vital' }],
  ['POST   /payments/confirm-cash',              may('payment:record'), { limit: 'payment', importance: 'vital' }],
  ['POST   /payments/record',                    may('payment:record'), { limit: 'payment', importance: 'vital' }],
  ['POST   /payments/webhooks/razorpay/:tenant', noTenant, fromRazorpay],
  ['POST   /payments/:id/refund',                may('payment:refund'), { limit: 'payment', importance: 'vital' }],
  ['GET    /payments',                           may('payment:read', 'payment:read:own')],
  ['GET    /payments/stats/daily',               may('payment:read')],
  ['GET    /payments/:id',                       may('payment:read', 'payment:read:own'), { importance: 'work' }],
  ['GET    /payments/order/:orderId',            may('payment:read', 'payment:read:own'), { importance: 'work' }],
  ['GET    /drawers',                            may('drawer:manage')],
  ['POST   /drawers',                            may('drawer:manage')],
  ['GET    /drawers/:id',                        may('drawer:manage')],
  ['POST   /drawers/:id/movements',              may('drawer:manage')],
  ['POST   /drawers/:id/close',                  may('drawer:manage')],
  ['GET    /ledger/entries',                     may('ledger:read')],
  ['GET    /ledger/trial-balance',               may('ledger:read')],
  ['POST   /reconciliation/run',                 may('reconciliation:run')],
]);

// prettier-ignore
const inventory = routesOf('inventory', [
  ['GET    /inventory/items',           may('inventory:read')],
  ['POST   /inventory/items',           may('inventory:write')],
  ['GET    /inventory/items/:id',       may('inventory:read')],
  ['PATCH  /inventory/items/:id',       may('inventory:write')],
  ['POST   /inventory/receive',         may('inventory:write')],
  ['PATCH  /inventory/deduct',          may('inventory:write')],
  ['GET    /inventory/alerts',          may('inventory:read')],
  ['GET    /inventory/recipes',         may('inventory:read')],
  ['POST   /inventory/recipes',         may('inventory:write')],
  ['PATCH  /inventory/recipes/:id',     may('inventory:write')],
]);

// prettier-ignore
const notification = routesOf('notification', [
  ['GET    /notifications/subscribe',   may('notification:own', 'manager-screen:read'), { patience: 'stream', importance: 'vital' }],
  ['POST   /notifications/stream-tickets', may('notification:own')],
  // A ticket in the query says who listens: EventSource sends no headers
  ['GET    /notifications/stream',      noTenant, { patience: 'stream', importance: 'vital' }],
  // Sockets bring their token in the handshake, where notification checks it
  ['GET    /socket.io/',                noTenant, { patience: 'socket', importance: 'vital' }],
  ['POST   /socket.io/',                noTenant, { patience: 'socket', importance: 'vital' }],
]);

// prettier-ignore
const analytics = routesOf('analytics', [
  ['GET    /analytics/daily-metrics',   may('analytics:read')],
  ['GET    /analytics/top-items',       may('analytics:read')],
  ['GET    /analytics/orders-count',    may('analytics:read')],
  ['GET    /analytics/revenue',         may('analytics:read')],
  ['GET    /analytics/kitchen',         may('analytics:read')],
]);

// prettier-ignore
const discount = routesOf('discount', [
  ['POST   /discounts/calculate',       anybody],
  ['GET    /discounts/rules',           may('discount:read')],
  ['POST   /discounts/rules',           may('discount:write')],
  ['GET    /discounts/rules/:id',       may('discount:read')],
  ['PATCH  /discounts/rules/:id',       may('discount:write')],
  ['DELETE /discounts/rules/:id',       may('discount:write')],
  ['GET    /discounts/coupons',         may('discount:read')],
  ['POST   /discounts/coupons',         may('discount:write')],
  ['GET    /discounts/coupons/:id',     may('discount:read')],
  ['PATCH  /discounts/coupons/:id',     may('discount:write')],
  ['DELETE /discounts/coupons/:id',     may('discount:write')],
]);

export const routes: readonly Route[] = [
  ...auth,
  ...catalog,
  ...order,
  ...payment,
  ...inventory,
  ...notification,
  ...analytics,
  ...discount,
];
