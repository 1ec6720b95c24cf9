import type { ItemAvailability } from '@chowk/contracts';
import type { ServerResponse } from 'node:http';
import { availabilityChanges } from '../domain/menu-availability.js';
import type { ReadyAvailability } from '../use-cases/show-availability.js';

/** Bytes that may wait for a slow reader; a whole menu's availability is far less. */
const longestQueue = 1_000_000;

/** Everybody here who follows one outlet's menu. */
export class AvailabilityFeed {
  /** Each reader with what it was last told. */
  readonly #readers = new Map<ServerResponse, ReadyAvailability>();
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
  begin(reader: ServerResponse, now: ReadyAvailability): void {
    reader.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Nothing can be asked on this connection after a stream; kept alive it would hold the shutdown
      connection: 'close',
      'x-accel-buffering': 'no',
    });
    this.#readers.set(reader, now);
    this.#write(reader, `retry: 2000\nid: ${now.tag}\nevent: availability\ndata: ${now.json}\n\n`);
  }

  leave(reader: ServerResponse): void {
    this.#readers.delete(reader);
  }

  /** Tells every reader what has changed since it was last told. Looks once for all who ask meanwhile, and once more after. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#looking ??= this.#tellAll().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  beat(): void {
    for (const reader of this.#readers.keys()) this.#write(reader, ': still here\n\n');
  }

  end(): void {
    for (const reader of this.#readers.keys()) reader.end();
  }

  async #tellAll(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const now = await this.look();
      const texts = new Map<string, string>();
      for (const [reader, before] of this.#readers) {
        if (before.tag === now.tag) continue;
        const text = texts.get(before.tag) ?? changeText(before, now);
        texts.set(before.tag, text);
        this.#readers.set(reader, now);
        this.#write(reader, text);
      }
    }
  }

  #write(reader: ServerResponse, text: string): void {
    if (reader.writableEnded) return;
    if (reader.writableLength > longestQueue) return void reader.destroy();
    reader.write(text);
  }
}

function changeText(before: ReadyAvailability, now: ReadyAvailability): string {
  const items: ItemAvailability[] = availabilityChanges(before.items, now.items);
  return `id: ${now.tag}\nevent: change\ndata: ${JSON.stringify({ items })}\n\n`;
}
