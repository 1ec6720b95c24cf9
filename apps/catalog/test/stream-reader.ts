import { itemAvailability, menuAvailabilityAnswer, type ItemAvailability } from '@chowk/contracts';
import { request, type IncomingMessage } from 'node:http';
import { z } from 'zod';

const changed = z.object({ items: itemAvailability.array() });

/** A browsing phone: follows `/menu/availability` on a connection of its own. */
export class StreamReader {
  /** What it knows of every item, and how often it was told. */
  readonly known = new Map<string, ItemAvailability>();
  readonly events: string[] = [];
  beats = 0;
  ended = false;

  private constructor(private readonly response: IncomingMessage) {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.read(block);
    });
    response.on('close', () => (this.ended = true));
    response.on('error', () => (this.ended = true));
  }

  static open(url: string, tenant: string, outletId: string): Promise<StreamReader> {
    const headers = { accept: 'text/event-stream', 'x-tenant-id': tenant };
    return new Promise((resolve, reject) => {
      const path = `${url}/api/v1/menu/availability?outlet=${outletId}`;
      const asked = request(path, { agent: false, headers }, (response) => {
        if (response.statusCode === 200 && response.headers['content-type'] === 'text/event-stream; charset=utf-8')
          return resolve(new StreamReader(response));
        response.destroy();
        reject(new Error(`${response.statusCode} retry after ${response.headers['retry-after'] ?? 'never'}`));
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  canHave(itemId: string): boolean | undefined {
    return this.known.get(itemId)?.available;
  }

  close(): void {
    this.response.destroy();
  }

  private read(block: string): void {
    if (block.startsWith(':')) this.beats += 1;
    const fields = new Map(block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]));
    const [event, data] = [fields.get('event'), fields.get('data')];
    if (event === undefined || data === undefined) return;
    this.events.push(event);
    const { items } = (event === 'availability' ? menuAvailabilityAnswer : changed).parse(JSON.parse(data));
    for (const item of items) this.known.set(item.itemId, item);
  }
}
