import type { DeadLetter, DeadLetterState, DeadLetterStore } from './dead-letter-store.js';
import type { Delivery } from './delivery.js';
import type { Sender } from './relay.js';
import type { WireMessage } from './wire.js';

/** A replay or discard that was refused, with the sentence for the person who asked. */
export class DeadLetterRefusal extends Error {
  override readonly name = 'DeadLetterRefusal';
}

export interface ReplayReport {
  /** Dead letters settled by this call, in the order of handling. */
  readonly settled: readonly string[];
  /** The one that failed again and stays open with all behind it. */
  readonly failed?: { readonly id: string; readonly error: string };
}

export interface DeadLettersParts {
  /** Dead letters of the consumer. */
  readonly handled: DeadLetterStore;
  /** Dead letters of the relay. */
  readonly untold: DeadLetterStore;
  readonly delivery: Delivery;
  readonly sender: Sender;
}

/** What waits for a person: listed, read, replayed through the chain that failed, or given up. */
export class DeadLetters {
  constructor(private readonly parts: DeadLettersParts) {}

  /** Oldest first. */
  async list(state: DeadLetterState = 'OPEN', limit = 100): Promise<DeadLetter[]> {
    const { handled, untold } = this.parts;
    const letters = await Promise.all([handled.list(state, limit), untold.list(state, limit)]);
    return letters.flat().slice(0, limit);
  }

  /** Throws {@link DeadLetterRefusal} when there is none. */
  async show(id: string): Promise<DeadLetter> {
    const letter = (await this.parts.handled.find(id)) ?? (await this.parts.untold.find(id));
    if (!letter) throw new DeadLetterRefusal(`There is no dead letter ${id}`);
    return letter;
  }

  /**
   * Handles it in this process, once more through inbox and handlers, and then, in order, what was parked behind it. A
   * fact that was too big for the broker is sent to it again. Throws {@link DeadLetterRefusal}.
   */
  async replay(id: string): Promise<ReplayReport> {
    const letter = await this.open(id);
    if (!(await this.parts.handled.find(id))) return this.tellAgain(letter);
    const oldest = await this.parts.handled.oldestOfKey(letter);
    if (letter.reason === 'BEHIND' && oldest && oldest.id !== id)
      throw new DeadLetterRefusal(`It waits behind ${oldest.id} of the same key: replay or discard that one first`);
    return this.handleFrom(letter);
  }

  /** Gives it up for good, then handles in order what was parked behind it. Throws {@link DeadLetterRefusal}. */
  async discard(id: string): Promise<ReplayReport> {
    const letter = await this.open(id);
    const store = (await this.parts.handled.find(id)) ? this.parts.handled : this.parts.untold;
    await store.settle(letter, 'DISCARDED');
    const next = await this.nextBehind(letter);
    const after = next ? await this.handleFrom(next) : { settled: [] };
    return { ...after, settled: [id, ...after.settled] };
  }

  private async open(id: string): Promise<DeadLetter> {
    const letter = await this.show(id);
    if (letter.state !== 'OPEN') throw new DeadLetterRefusal(`Dead letter ${id} is ${letter.state} already`);
    return letter;
  }

  private async handleFrom(first: DeadLetter): Promise<ReplayReport> {
    const settled: string[] = [];
    for (let letter: DeadLetter | undefined = first; letter; letter = await this.nextBehind(letter)) {
      const outcome = await this.parts.delivery.attempt(messageOf(letter), true);
      if (outcome.kind === 'dead') {
        await this.parts.handled.failedAgain(letter, outcome.reason, outcome.error, outcome.attempts);
        return { settled, failed: { id: letter.id, error: outcome.error } };
      }
      if (outcome.kind === 'skipped') throw new DeadLetterRefusal(`This service no longer listens to ${letter.type}`);
      if (outcome.kind === 'held')
        throw new DeadLetterRefusal('A copy of its tenant is being rebuilt; try again after that');
      if (outcome.kind === 'database-away') throw new DeadLetterRefusal('The database is away; nothing was lost');
      await this.parts.handled.settle(letter, 'REPLAYED');
      settled.push(letter.id);
    }
    return { settled };
  }

  private async nextBehind(letter: DeadLetter): Promise<DeadLetter | undefined> {
    const next = await this.parts.handled.oldestOfKey(letter);
    return next?.reason === 'BEHIND' ? next : undefined;
  }

  private async tellAgain(letter: DeadLetter): Promise<ReplayReport> {
    const { topic, key, body, headers } = letter;
    try {
      await this.parts.sender.send([{ topic, key, value: body, headers }]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await this.parts.untold.failedAgain(letter, letter.reason, reason, 1);
      return { settled: [], failed: { id: letter.id, error: reason } };
    }
    await this.parts.untold.settle(letter, 'REPLAYED');
    return { settled: [letter.id] };
  }
}

function messageOf({ topic, partition, offset, key, body, headers }: DeadLetter): WireMessage {
  return { topic, partition, offset, key, value: body, headers };
}
