import { eventually } from './steps.mjs';

/** A cook's tablet: it follows /kitchen through the gateway and keeps every ticket it is told of. */
export class KitchenScreen {
  #events = [];
  #feed;

  /** Resolves once the screen follows its kitchen; rejects when it may not. */
  static open(cook) {
    return new Promise((resolve, ended) => {
      const screen = new KitchenScreen();
      screen.#feed = cook.follow('/kitchen', {
        // What was on the board before the demo is none of its business
        load: () => resolve(screen),
        event: (event) => void screen.#events.push(event),
        ended,
      });
    });
  }

  /** The queued tickets of an order, once that many stations have theirs. */
  ticketsOf(orderId, stations) {
    return eventually(`${stations} tickets of order ${orderId}`, () => {
      const tickets = this.#events.filter(({ type, data }) => type === 'ticket.queued.v1' && data.orderId === orderId);
      return tickets.length >= stations && tickets;
    });
  }

  /** The slip that takes a dish of an order off its ticket. */
  voidOf(orderId) {
    return eventually(`a voided ticket of order ${orderId}`, () =>
      this.#events.find(({ type, data }) => type === 'ticket.voided.v1' && data.orderId === orderId),
    );
  }

  close() {
    this.#feed.close();
  }
}
