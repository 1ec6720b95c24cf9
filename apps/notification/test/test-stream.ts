import { request, type IncomingMessage } from 'node:http';

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** A reader of `text/event-stream`, on a connection of its own. */
export class TestStream {
  readonly told: Told[] = [];
  ended = false;

  private constructor(private readonly response: IncomingMessage) {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks.filter((one) => one.startsWith('id: '))) this.told.push(toldIn(block));
    });
    response.on('close', () => (this.ended = true));
    response.on('error', () => (this.ended = true));
  }

  /** As somebody with a token reads; throws the status of a refusal. */
  static open(url: string, token: string, headers: Record<string, string> = {}): Promise<TestStream> {
    return TestStream.read(`${url}/api/v1/notifications/subscribe`, { authorization: `Bearer ${token}`, ...headers });
  }

  /** As a browser reads, which says nothing but the address. */
  static read(address: string, headers: Record<string, string> = {}): Promise<TestStream> {
    const all = { accept: 'text/event-stream', ...headers };
    return new Promise((resolve, reject) => {
      const asked = request(address, { agent: false, headers: all }, (response) => {
        const isStream = response.headers['content-type'] === 'text/event-stream; charset=utf-8';
        if (response.statusCode === 200 && isStream) return resolve(new TestStream(response));
        response.destroy();
        reject(new Error(String(response.statusCode)));
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  frames(): Told[] {
    return this.told.filter(({ event }) => event === 'event');
  }

  close(): void {
    this.response.destroy();
  }
}

function toldIn(block: string): Told {
  const [id = '', event = '', data = ''] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
  return { id, event, data: JSON.parse(data) as Record<string, unknown> };
}
