import type { IncomingMessage } from 'node:http';
import { HeadersTooLarge, MalformedRequest, MethodNotAllowed } from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { readTarget, type RequestTarget } from '../domain/request-target.js';

/** Most headers of a request; their bytes are bounded by the parser (16 KiB). */
export const mostHeaders = 100;

/** Headers of which two readers could take different ones when there are two. */
const atMostOnce = [
  'host',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'idempotency-key',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
  'x-tenant-id',
];

const refusedMethods = new Set(['TRACE', 'TRACK', 'CONNECT']);

/**
 * Looks at what Node's parser lets through, before anything else reads it. Throws 400 MALFORMED_REQUEST, 405 METHOD_NOT_ALLOWED and
 * 431 HEADERS_TOO_LARGE.
 */
export function readHead(request: IncomingMessage): RequestTarget {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  if (names.length > mostHeaders) throw refuse(HeadersTooLarge);
  if (refusedMethods.has(request.method ?? '')) throw refuse(MethodNotAllowed);
  const repeated = atMostOnce.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) throw refuse(MalformedRequest, { header: repeated });
  if (!isHost(request.headers.host)) throw refuse(MalformedRequest, { header: 'host' });
  const { 'transfer-encoding': coding, expect } = request.headers;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    throw refuse(MalformedRequest, { header: 'transfer-encoding' });
  if (expect !== undefined && expect.toLowerCase() !== '100-continue')
    throw refuse(MalformedRequest, { header: 'expect' });
  const target = readTarget(request.url ?? '');
  if (!target) throw refuse(MalformedRequest);
  return target;
}

function isHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host);
}
