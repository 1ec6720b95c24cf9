import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { closingHeader } from '@chowk/kit';

/** Headers of an answer that belong to the connection to the service, or tell what it runs on; which pages may read it is decided here alone. */
const notForCallers = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-powered-by',
  closingHeader,
]);

/** What of a service's headers its caller gets to see. */
export function headersForCaller({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const name in headers)
    if (!notForCallers.has(name) && !name.startsWith('access-control-')) kept[name] = headers[name];
  return kept;
}

/** Whether the answer is an event stream. */
export function isStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

/** The names that stand in these headers, each once, in the order of their coming. */
export function namesIn(...headers: readonly (string | undefined)[]): string {
  const wanted = headers.join('\n');
  let names = joined.get(wanted);
  if (names === undefined) {
    names = joinNames(headers);
    if (joined.size < mostJoined) joined.set(wanted, names);
  }
  return names;
}

/** What was joined before: services answer with few different headers. */
const joined = new Map<string, string>();
const mostJoined = 100;

function joinNames(headers: readonly (string | undefined)[]): string {
  const names = headers.flatMap((header) => header?.split(',') ?? []);
  const byName = new Map(names.map((name) => [name.trim().toLowerCase(), name.trim()]));
  return [...byName.values()].join(', ');
}
