import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/**
 * An outage of the server at a port, for this process alone: clients learn real addresses from Kafka itself, so that no
 * proxy in between can cut them off. Watches the connections made after it was made.
 */
export class OutageOf {
  private readonly sockets = new Set<Socket>();
  private isOut = false;

  constructor(private readonly port: number) {
    subscribe('net.client.socket', this.watch);
  }

  /** Breaks what is connected; what connects from now on is broken at once. */
  begin(): void {
    this.isOut = true;
    for (const socket of this.sockets) socket.destroy(new Error('outage'));
  }

  end(): void {
    this.isOut = false;
  }

  close(): void {
    this.end();
    unsubscribe('net.client.socket', this.watch);
  }

  private readonly watch = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return;
    const { socket } = message;
    if (!(socket instanceof Socket)) return;
    socket.prependOnceListener('connect', () => {
      if (socket.remotePort !== this.port) return;
      if (this.isOut) socket.destroy(new Error('outage'));
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  };
}
