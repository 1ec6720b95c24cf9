import type { ServerResponse } from 'node:http';

/** What a reader is told: `data` is one line of JSON, `id` is what a reader that comes back sends as `Last-Event-ID`. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
  /** Milliseconds after which a reader that was cut off comes back. */
  readonly retryMs?: number;
}

/** An answer as `text/event-stream`. A reader so slow that more than `longestQueue` bytes wait for it is cut off. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    private readonly longestQueue: number,
  ) {}

  begin(): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Nothing can be asked on this connection after a stream; kept alive it would hold the shutdown
      connection: 'close',
      'x-accel-buffering': 'no',
    });
  }

  tell({ id, event, data, retryMs }: StreamEvent): void {
    const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`;
    this.#write(`${retry}id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
  }

  /** Keeps proxies from cutting a silent stream. */
  beat(): void {
    this.#write(': still here\n\n');
  }

  end(): void {
    this.response.end();
  }

  #write(text: string): void {
    if (this.response.writableEnded) return;
    if (this.response.writableLength > this.longestQueue) return void this.response.destroy();
    this.response.write(text);
  }
}
