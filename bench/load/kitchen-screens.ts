import { io, type Socket } from 'socket.io-client';
import type { Restaurant } from '../../tools/field/restaurant.ts';

const withinMs = 20_000;

/** The kitchens' tablets, connected through the gateway; they know when the first ticket of an order appeared. */
export class KitchenScreens {
  private readonly sockets: Socket[] = [];
  private readonly waiting = new Map<string, (at: number) => void>();

  /** Connects the cooks' screens of these logins. */
  static async open(restaurant: Restaurant, logins: readonly string[]): Promise<KitchenScreens> {
    const screens = new KitchenScreens();
    for (const login of logins) await screens.connect(restaurant, login);
    return screens;
  }

  /** Resolves with the moment on the clock of `performance`; undefined when it has not appeared in 20 s. */
  ticketOf(orderId: string): Promise<number | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(orderId);
        resolve(undefined);
      }, withinMs);
      this.waiting.set(orderId, (at) => {
        clearTimeout(timer);
        resolve(at);
      });
    });
  }

  private async connect(restaurant: Restaurant, login: string): Promise<void> {
    const { token } = await restaurant.staff(login);
    const socket = io(`${restaurant.address.gatewayUrl}/kitchen`, {
      ...{ transports: ['websocket'], auth: { token }, reconnection: false, forceNew: true },
    });
    socket.on('event', ({ type, data }: { type: string; data: { orderId?: string } }) => {
      if (type !== 'ticket.queued.v1' || data.orderId === undefined) return;
      this.waiting.get(data.orderId)?.(performance.now());
      this.waiting.delete(data.orderId);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    this.sockets.push(socket);
  }
}
