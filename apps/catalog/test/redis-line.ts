import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { testStack } from '@chowk/testing';

/** A line to the real Redis that can be cut and mended, or fall silent. */
export class RedisLine {
  private readonly sockets = new Set<Socket>();
  private state: 'open' | 'cut' | 'silent' = 'open';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async lay(): Promise<RedisLine> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    return new RedisLine(server, `redis://127.0.0.1:${address.port}`);
  }

  cut(): void {
    this.set('cut');
  }

  /** Whoever connects gets no answer, but is not hung up on. */
  silence(): void {
    this.set('silent');
  }

  mend(): void {
    this.set('open');
  }

  close(): Promise<void> {
    this.set('cut');
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private set(state: typeof this.state): void {
    this.state = state;
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket): void {
    const ends = [near];
    if (this.state === 'cut') near.destroy();
    if (this.state === 'open') {
      const { hostname, port } = new URL(testStack().redisUrl);
      const far = connect(Number(port), hostname);
      ends.push(far);
      near.pipe(far).pipe(near);
    }
    for (const socket of ends) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
  }
}
