import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { send } from '../../tools/field/calls.ts';

/** How often (ms) gateways are asked whether they are ready. */
const lookEvery = 100;

/** What stands in front of several gateways: hands connections in turn to those that say they are ready, and to the next one where nobody listens. */
export class Balancer {
  /** Connections that were refused by one gateway and taken by another. */
  refused = 0;
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private readonly ports: readonly number[];
  private readonly ready = new Set<number>();
  private looking: NodeJS.Timeout | undefined;
  private turn = 0;

  private constructor(urls: readonly string[]) {
    this.ports = urls.map((url) => Number(new URL(url).port));
    this.server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => this.take(near));
  }

  static async open(urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(urls);
    await balancer.look();
    balancer.looking = setInterval(() => void balancer.look(), lookEvery);
    await new Promise<void>((resolve) => balancer.server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    clearInterval(this.looking);
    for (const socket of this.open) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** Never rejects: who does not answer is not ready. */
  private async look(): Promise<void> {
    await Promise.all(
      this.ports.map(async (port) => {
        const asked = { method: 'GET', url: `http://127.0.0.1:${port}/health/ready`, timeoutMs: 1_000 };
        const isReady = await send(asked).then(
          ({ status }) => status === 200,
          () => false,
        );
        if (isReady) this.ready.add(port);
        else this.ready.delete(port);
      }),
    );
  }

  private take(near: Socket): void {
    this.keep(near);
    near.on('error', () => near.destroy());
    const first = this.turn++;
    const inTurn = this.ports.map((_port, index) => this.ports[(first + index) % this.ports.length] ?? 0);
    // One that is not ready is better than none
    this.dial(
      near,
      inTurn.toSorted((one, other) => Number(this.ready.has(other)) - Number(this.ready.has(one))),
    );
  }

  private dial(near: Socket, [port, ...rest]: readonly number[]): void {
    if (port === undefined) return void near.destroy();
    const far = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    this.keep(far);
    const giveUp = (error: Error): void => {
      if (!('code' in error) || error.code !== 'ECONNREFUSED') return void near.destroy();
      this.refused++;
      this.dial(near, rest);
    };
    far.once('error', giveUp);
    far.once('connect', () => {
      far.off('error', giveUp);
      far.on('error', () => far.destroy());
      near.pipe(far);
      far.pipe(near);
      near.resume();
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
  }

  private keep(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }
}
