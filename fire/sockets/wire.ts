import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * How a line ends: the screen's end is reset, the server's end is reset, both at once, or both hear nothing more for a while before
 * they are told.
 */
export const cuts = ['screen', 'server', 'both', 'silent'] as const;
export type Cut = (typeof cuts)[number];

/** Longest time (ms) for which a silent cut is not told. */
const longestSilence = 1_500;

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/** The cable between all screens and the gateway, which can be cut through at any byte. */
export class Wire {
  readonly url: string;
  private readonly server: Server;
  private readonly lines = new Set<Line>();

  private constructor(server: Server) {
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Opens one that leads to that address. */
  static async to(address: string): Promise<Wire> {
    const { hostname, port } = new URL(address);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = new Wire(server);
    server.on('connection', (near) => wire.join(near, connect(Number(port), hostname)));
    return wire;
  }

  /** Lines that are open now, those included whose handshake is still going on. */
  get open(): number {
    return this.lines.size;
  }

  /** Cuts one of the lines; answers whether there was one. */
  cut(pick: (lines: readonly number[]) => number, how: Cut, silence: number): boolean {
    const all = [...this.lines];
    if (all.length === 0) return false;
    const line = all[pick(all.map((_line, index) => index))];
    if (!line) return false;
    this.lines.delete(line);
    const { near, far } = line;
    if (how === 'screen' || how === 'both') near.resetAndDestroy();
    if (how === 'server' || how === 'both') far.resetAndDestroy();
    if (how !== 'silent') {
      near.destroy();
      far.destroy();
      return true;
    }
    near.unpipe(far);
    far.unpipe(near);
    near.resume();
    far.resume();
    const tell = (): void => {
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    setTimeout(tell, silence * longestSilence);
    return true;
  }

  close(): void {
    this.server.close();
    for (const { near, far } of this.lines) {
      near.destroy();
      far.destroy();
    }
  }

  private join(near: Socket, far: Socket): void {
    const line = { near, far };
    this.lines.add(line);
    const ended = (): void => {
      this.lines.delete(line);
      near.destroy();
      far.destroy();
    };
    for (const end of [near, far]) {
      end.setNoDelay(true);
      // A reset is what is wanted here; `close` follows and ends the other side
      end.on('error', () => undefined);
      end.on('close', ended);
    }
    near.pipe(far);
    far.pipe(near);
  }
}
