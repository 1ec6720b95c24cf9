import type { IncomingMessage } from 'node:http';

/** The head of a call, names and values in turn; Node writes it as it is, instead of keeping each header in a map first. */
export function linesOf({ method, headers }: IncomingMessage, body: Buffer | undefined, host: string): string[] {
  const lines = ['host', host];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') lines.push(name, value);
    else for (const one of value ?? []) lines.push(name, one);
  }
  const hasNoBody = body === undefined && !bodiless.has(method ?? '');
  if (hasNoBody && headers['content-length'] === undefined) lines.push('content-length', '0');
  return lines;
}

/** Methods for which the lack of a length says that there is no body. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
