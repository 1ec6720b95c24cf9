import { eventually, runningSystem } from '@chowk/testing';
import { io, type Socket } from 'socket.io-client';
import type { Person } from './restaurant.js';

/** One event on a screen, as the socket brought it. */
export interface ScreenEvent {
  readonly room: string;
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly aggregateId: string;
  /** Of the aggregate after the event. */
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A screen connected to a namespace through the gateway; it keeps everything it is told. */
export class KitchenScreen {
  readonly events: ScreenEvent[] = [];

  private constructor(readonly socket: Socket) {
    socket.on('event', (event: ScreenEvent) => this.events.push(event));
  }

  static async open({ token }: Person, namespace = '/kitchen'): Promise<KitchenScreen> {
    const { gatewayUrl } = runningSystem();
    const socket = io(`${gatewayUrl}${namespace}`, {
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      forceNew: true,
    });
    const screen = new KitchenScreen(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return screen;
  }

  /** The queued tickets of an order, once that many stations have theirs. */
  ticketsOf(orderId: string, stations: number): Promise<ScreenEvent[]> {
    return eventually(`${stations} tickets of order ${orderId}`, () => {
      const queued = this.events.filter(({ type, data }) => type === 'ticket.queued.v1' && data['orderId'] === orderId);
      const tickets = [...new Map(queued.map((event) => [event.id, event])).values()];
      return tickets.length >= stations && tickets;
    });
  }

  /** The last number heard of each room: what a screen says when it comes back. */
  lastSeen(): Record<string, number> {
    return Object.fromEntries(this.events.map(({ room, seq }) => [room, seq]));
  }

  close(): void {
    this.socket.close();
  }
}
