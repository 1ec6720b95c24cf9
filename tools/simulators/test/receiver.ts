import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

/** A request that arrived at the receiver. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A merchant's own server: takes webhooks and callbacks and answers as the test says. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Statuses of the next answers; then 200. `never` leaves the sender waiting. */
  readonly answers: (number | 'never')[];
  close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: (number | 'never')[] = [];
  const answer = (response: ServerResponse): void => {
    const status = answers.shift() ?? 200;
    if (status !== 'never') response.writeHead(status).end('seen');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver listens on no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}/hook?tenant=intellidine`,
    received,
    answers,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** An address at which nobody listens any more. */
export async function deadAddress(): Promise<string> {
  const receiver = await startReceiver();
  await receiver.close();
  return receiver.url;
}
