import type { RoomNumbers } from './room-event.js';

/** Ids that are remembered: events that two rooms tell come close together. */
const remembered = 5_000;

/** What is to be done about a frame. */
export interface Verdict {
  /** It was not told before, here or in another room. */
  readonly isNews: boolean;
  /** Something before it is missing. */
  readonly isGap: boolean;
}

/** Where a screen is in each of its rooms, over all its connections. */
export class Places {
  readonly #numbers = new Map<string, number>();
  readonly #ids = new Set<string>();

  /** The last numbers: what the next handshake goes on after. */
  get numbers(): RoomNumbers {
    return Object.fromEntries(this.#numbers);
  }

  /** The first word of a connection. True when there are rooms that were not followed before. */
  connected(rooms: RoomNumbers): boolean {
    for (const room of this.#numbers.keys()) if (!(room in rooms)) this.#numbers.delete(room);
    const added = Object.entries(rooms).filter(([room]) => !this.#numbers.has(room));
    for (const [room, seq] of added) this.#numbers.set(room, seq);
    return added.length > 0;
  }

  /** Rooms that were entered while connected, each at its newest number. */
  entered(rooms: RoomNumbers): void {
    for (const [room, seq] of Object.entries(rooms)) this.#numbers.set(room, seq);
  }

  /** The room goes on after that number; what lies before was missed. */
  restarted(room: string, seq: number): void {
    this.#numbers.set(room, seq);
  }

  /** Takes a frame in. */
  take({ room, seq, id }: { room: string; seq: number; id: string }): Verdict {
    const last = this.#numbers.get(room);
    if (last !== undefined && seq <= last) return { isNews: false, isGap: false };
    this.#numbers.set(room, seq);
    const isNews = !this.#ids.has(id);
    this.#remember(id);
    return { isNews, isGap: last !== undefined && seq > last + 1 };
  }

  #remember(id: string): void {
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= remembered) break;
      this.#ids.delete(oldest);
    }
  }
}
