import { connect, createServer, type Server, type Socket } from 'node:net';

const sync = 'S'.charCodeAt(0);
const simpleQuery = 'Q'.charCodeAt(0);

/** A line to PostgreSQL that counts what passes: one number per piece that was sent without waiting for an answer. */
export class WireTap {
  #flushes: number[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async on(url: string): Promise<WireTap> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The tap has no port');
    const tapped = new URL(url);
    tapped.port = String(address.port);
    const tap = new WireTap(server, tapped.href);
    server.on('connection', (socket) => tap.#pass(socket, connect(Number(target.port), target.hostname)));
    return tap;
  }

  /** How many statements each flush of the work had. */
  async during(work: () => Promise<unknown>): Promise<number[]> {
    this.#flushes = [];
    await work();
    return this.#flushes;
  }

  /** Cuts every line, as a failing network does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #pass(client: Socket, server: Socket): void {
    let waiting = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket.setNoDelay());
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      const statements = statementsIn(bytes);
      const last = this.#flushes.length - 1;
      if (waiting) this.#flushes[last] = (this.#flushes[last] ?? 0) + statements;
      else this.#flushes.push(statements);
      waiting = true;
    });
    server.on('data', () => {
      waiting = false;
    });
    client.pipe(server).pipe(client);
  }
}

/** Each statement ends in a Sync message or is a simple Query. */
function statementsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1))
    if (bytes[at] === sync || bytes[at] === simpleQuery) count += 1;
  return count;
}
