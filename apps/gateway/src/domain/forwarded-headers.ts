import type { IncomingHttpHeaders } from 'node:http';

/**
 * What of a caller's headers may reach a service. Everything else is dropped, so that nobody can claim an identity, a hop or an
 * address by a header that some part of the system happens to believe.
 */
const passing = new Set([
  'accept',
  'accept-language',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'last-event-id',
  'prefer',
  'range',
  'tracestate',
  'user-agent',
  'x-api-key',
]);

/** What makes an upgrade one. */
const passingOnUpgrade = [
  'connection',
  'origin',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'upgrade',
];

/** Header names that the caller declared to be meant for the next hop only (RFC 9110 7.6.1). */
export function namedInConnection(headers: IncomingHttpHeaders): readonly string[] {
  return (headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
}

/** The caller's headers as a service may see them; `extra` are the names the route adds. */
export function forwardable(
  headers: IncomingHttpHeaders,
  { extra = [], upgrade = false }: { readonly extra?: readonly string[]; readonly upgrade?: boolean } = {},
): IncomingHttpHeaders {
  const dropped = new Set(namedInConnection(headers));
  const added = [...extra, ...(upgrade ? passingOnUpgrade : [])];
  const kept = Object.entries(headers).filter(
    ([name]) => added.includes(name) || (passing.has(name) && !dropped.has(name)),
  );
  return { ...Object.fromEntries(kept), ...(upgrade ? { connection: 'Upgrade' } : {}) };
}
