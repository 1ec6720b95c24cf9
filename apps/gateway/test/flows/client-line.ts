import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The line between a device and the gateway, which a test can cut: a tunnel, a lift, a closed lid. */
export class ClientLine {
  readonly #open = new Set<Socket>();
  #isCut = false;

  private constructor(
    private readonly server: Server,
    target: URL,
  ) {
    server.on('connection', (device) => {
      if (this.#isCut) return void device.destroy();
      const gateway = connect(Number(target.port), target.hostname);
      for (const [one, other] of [
        [device, gateway],
        [gateway, device],
      ] as const) {
        this.#open.add(one);
        one.pipe(other);
        // A line that breaks is what this is for
        one.on('error', () => other.destroy());
        one.once('close', () => {
          this.#open.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async to(gatewayUrl: string): Promise<ClientLine> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ClientLine(server, new URL(gatewayUrl));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Nothing comes through until {@link mend}. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
