import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Faults } from '../control/faults.js';
import type { Answer, Call } from './call.js';
import { pageHeaders } from './page-headers.js';

/** How a simulator is put on a port. */
export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly faults: Faults;
  /** The provider's own API; must not throw for anything a client can send. */
  api(call: Call): Promise<Answer>;
  /** Everything under `/_control`; faults do not touch it. */
  control(call: Call): Promise<Answer>;
  /** The provider's answer for a planted failure with this HTTP status. */
  failure(status: number): Answer;
}

/** A listening simulator. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Cuts all lines and frees the port; calls that hang end here. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 1_048_576;

/** Listens and answers, applying planted faults to the provider's API; rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response, options, stopping.signal).catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      console.error(error);
      if (!response.headersSent) send(response, { status: 500, body: { error: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator listens on no TCP port');
  return {
    url: `http://${options.host}:${String(address.port)}`,
    port: address.port,
    close: () =>
      new Promise<void>((resolve, reject) => {
        stopping.abort();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  stopping: AbortSignal,
): Promise<void> {
  const call = await readCall(request);
  if (call === undefined) return send(response, { status: 413, body: { error: 'The body is above 1 MiB' } });
  if (call.path === '/_control' || call.path.startsWith('/_control/')) {
    const forPages = pageHeaders(call.header('origin'));
    // A browser asks first if a page may send JSON
    if (call.method === 'OPTIONS') return void response.writeHead(204, forPages).end();
    const { headers, ...answer } = await options.control(call);
    return send(response, { ...answer, headers: { ...forPages, ...headers } });
  }
  const fault = options.faults.take(call.method, call.path);
  switch (fault?.fault) {
    case 'fail':
      return send(response, options.failure(fault.status));
    case 'hang':
      return;
    case 'lose':
      await options.api(call);
      response.destroy();
      return;
    case 'slow':
      await delay(fault.delayMs, undefined, { signal: stopping });
      break;
    case undefined:
  }
  send(response, await options.api(call));
}

async function readCall(request: IncomingMessage): Promise<Call | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (size > BODY_LIMIT_BYTES) return undefined;
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    body: Buffer.concat(chunks).toString('utf8'),
    header: (name) => {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}

function send(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...answer.headers,
  });
  response.end(bytes);
}
