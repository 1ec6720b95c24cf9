import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { callerHeader, clockOffsetHeader } from '@chowk/kit';

/** A request as it reached the service. */
export interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse, reached: Reached) => void;

const answers: Behaviour = (_request, response, { method, url }) => {
  response.setHeader('content-type', 'application/json');
  response.setHeader('server', 'fake/1');
  response.end(JSON.stringify({ success: true, data: { method, url } }));
};

const isAboutClock = ({ method, headers }: IncomingMessage) => method === 'HEAD' && headers[callerHeader] === undefined;

/** The other end of the gateway on a loopback port: keeps what reached it, and does as it is told. */
export class FakeService {
  readonly reached: Reached[] = [];
  readonly sockets = new Set<Duplex>();
  /** How far it says that its clock is ahead; who asks for that alone does not count as having reached it. */
  clockOffsetMs = 0;
  behaviour: Behaviour = answers;
  onUpgrade: (request: IncomingMessage, socket: Duplex) => void = (_request, socket) => socket.destroy();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      if (isAboutClock(request)) return void response.setHeader(clockOffsetHeader, this.clockOffsetMs).end();
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const reached = { method, url, headers, body: Buffer.concat(chunks) };
        this.reached.push(reached);
        this.behaviour(request, response, reached);
      });
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      const { method = '', url = '', headers } = request;
      this.reached.push({ method, url, headers, body: Buffer.alloc(0) });
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('end', () => socket.end());
      socket.on('close', () => this.sockets.delete(socket));
      this.onUpgrade(request, socket);
    });
  }

  static async start(): Promise<FakeService> {
    const service = new FakeService();
    await service.listen(0);
    return service;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get last(): Reached {
    const last = this.reached.at(-1);
    if (!last) throw new Error('Nothing has reached this service');
    return last;
  }

  /** Answers as usual again, and forgets what came. */
  reset(): void {
    this.behaviour = answers;
    this.reached.length = 0;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
