import { io } from 'socket.io-client';
import { eventually } from './steps.mjs';

/** A cook's tablet: connected to /kitchen through the gateway, it keeps every ticket it is told of. */
export class KitchenScreen {
  static async open(gateway, token) {
    const socket = io(`${gateway}/kitchen`, { transports: ['websocket'], auth: { token }, reconnection: false });
    const screen = new KitchenScreen(socket);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) =>
        reject(new Error(`the kitchen socket: ${error.message} ${JSON.stringify(error.data ?? '')}`)),
      );
    });
    return screen;
  }

  constructor(socket) {
    this.socket = socket;
    this.events = [];
    socket.on('event', (event) => this.events.push(event));
  }

  /** The queued tickets of an order, once that many stations have theirs. */
  ticketsOf(orderId, stations) {
    return eventually(`${stations} tickets of order ${orderId}`, () => {
      const queued = this.events.filter(({ type, data }) => type === 'ticket.queued.v1' && data.orderId === orderId);
      const tickets = [...new Map(queued.map((event) => [event.data.ticketId, event])).values()];
      return tickets.length >= stations && tickets;
    });
  }

  /** The slip that takes a dish of an order off its ticket. */
  voidOf(orderId) {
    return eventually(`a voided ticket of order ${orderId}`, () =>
      this.events.find(({ type, data }) => type === 'ticket.voided.v1' && data.orderId === orderId),
    );
  }

  close() {
    this.socket.close();
  }
}
