import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** Helmet's defaults with HSTS, worked out once: every answer carries them, also those that never become a response of Express. */
export const securityHeaders: Readonly<Record<string, string>> = headersOfHelmet();

function headersOfHelmet(): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet()(request, response, (error) => {
    if (error !== undefined) throw new Error('Helmet refused its own defaults', { cause: error });
  });
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** The same as lines of a raw HTTP head, each with its end. */
export const securityLines = Object.entries(securityHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
