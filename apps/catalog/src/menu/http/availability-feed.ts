import { EventStream } from '@chowk/kit';
import type { ServerResponse } from 'node:http';
import { availabilityChanges } from '../domain/menu-availability.js';
import type { ReadyAvailability } from '../use-cases/show-availability.js';

/** Bytes that may wait for a slow reader; a whole menu's availability is far less. */
const longestQueue = 1_000_000;

interface Reader {
  readonly stream: EventStream;
  told: ReadyAvailability;
}

/** Everybody here who follows one outlet's menu. */
export class AvailabilityFeed {
  /** Each answer under way, with what its reader was last told. */
  readonly #readers = new Map<ServerResponse, Reader>();
  #looking: Promise<void> | undefined;
  #isStale = false;

  /** `look` finds what can be had now. */
  constructor(
    readonly tenantId: string,
    private readonly look: () => Promise<ReadyAvailability>,
  ) {}

  get size(): number {
    return this.#readers.size;
  }

  /** Begins the answer with all that can be had now. */
  begin(response: ServerResponse, now: ReadyAvailability): void {
    const stream = new EventStream(response, longestQueue);
    stream.begin();
    this.#readers.set(response, { stream, told: now });
    stream.tell({ id: now.tag, event: 'availability', data: now.json, retryMs: 2_000 });
  }

  leave(response: ServerResponse): void {
    this.#readers.delete(response);
  }

  /** Tells every reader what has changed since it was last told. Looks once for all who ask meanwhile, and once more after. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#looking ??= this.#tellAll().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  beat(): void {
    for (const { stream } of this.#readers.values()) stream.beat();
  }

  end(): void {
    for (const { stream } of this.#readers.values()) stream.end();
  }

  async #tellAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const now = await this.look();
      const changes = new Map<string, string>();
      for (const reader of this.#readers.values()) {
        const before = reader.told;
        if (before.tag === now.tag) continue;
        const data = changes.get(before.tag) ?? changesBetween(before, now);
        changes.set(before.tag, data);
        reader.told = now;
        reader.stream.tell({ id: now.tag, event: 'change', data });
      }
    }
  }
}

function changesBetween(before: ReadyAvailability, now: ReadyAvailability): string {
  return JSON.stringify({ items: availabilityChanges(before.items, now.items) });
}
