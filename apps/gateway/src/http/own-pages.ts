/** Paths the gateway answers itself; every other one belongs to a service or to nobody. */
export const ownPages: ReadonlySet<string> = new Set([
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/docs',
  '/docs/openapi.json',
]);
