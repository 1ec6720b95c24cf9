import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy before a real server that can be cut and mended: what a dead network or a stopped server looks like. */
export class CutLine {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  private constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  static async to(address: string): Promise<CutLine> {
    const { hostname, port } = new URL(address);
    const line = new CutLine({ host: hostname, port: Number(port) });
    await line.mend();
    return line;
  }

  /** The same address through this line. */
  through(address: string): string {
    const url = new URL(address);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** `host:port` of this line. */
  get place(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Refuses new connections and breaks those that are open. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Takes connections again, on the same port as before. */
  async mend(): Promise<void> {
    if (this.server) return;
    const server = createServer((near) => {
      const far = connect(this.target);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }
}
