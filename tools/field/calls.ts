import { Agent, request } from 'node:http';
import { held } from './held-answers.ts';

/** Connections are kept and shared by all callers to one address. */
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, keepAliveMsecs: 30_000 });

export interface Sent {
  readonly method: string;
  readonly url: string;
  /** Sent as JSON; text and bytes go as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The caller gives up after so long: 15,000 unless said. */
  readonly timeoutMs?: number;
}

/** An answer, whatever its status. */
export class Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** From sending to the last byte. */
  readonly ms: number;
  private parsed: unknown;

  constructor(status: number, headers: Readonly<Record<string, string>>, bytes: Buffer, ms: number) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
    this.ms = ms;
  }

  /** The parsed body, or undefined when it is no JSON. */
  get body(): unknown {
    if (this.bytes.length === 0 || !this.headers['content-type']?.includes('json')) return undefined;
    this.parsed ??= JSON.parse(this.bytes.toString('utf8'));
    return this.parsed;
  }

  /** The error's code, or undefined for a success. */
  get code(): string | undefined {
    const code = this.at('error.code');
    return code === undefined ? undefined : String(code);
  }

  /** What a success carries. Throws with the whole answer for a refusal. */
  get data(): unknown {
    if (this.at('success') !== true) throw new Error(`refused: ${this.status} ${this.bytes.toString('utf8')}`);
    return this.at('data');
  }

  /** What stands at a path of the body: `answer.at('data.lines.0.total')`. */
  at(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>(
        (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
        this.body,
      );
  }

  /** What stands there, as text. Throws when nothing does. */
  text(path: string): string {
    const value = this.at(path);
    if (typeof value !== 'string') throw new Error(`no ${path} in ${this.status} ${this.bytes.toString('utf8')}`);
    return value;
  }
}

/**
 * One call. Rejects when the connection breaks, is refused, or nobody answers in time, and when the API answers what its reference does
 * not describe.
 */
export function send({ method, url, body, headers = {}, timeoutMs = 15_000 }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isReady = typeof body === 'string' || body instanceof Uint8Array;
    const payload = body === undefined ? undefined : isReady ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    const since = performance.now();
    const asked = request(url, {
      agent,
      method,
      headers: {
        ...(payload === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(payload.length) }),
        ...headers,
      },
    });
    const timer = setTimeout(
      () => asked.destroy(new Error(`${method} ${url}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    asked.once('error', fail);
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', fail);
      response.once('aborted', () => fail(new Error(`${method} ${url}: the answer was cut`)));
      response.once('end', () => {
        clearTimeout(timer);
        const named = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        const status = response.statusCode ?? 0;
        const ms = performance.now() - since;
        try {
          resolve(held(method, url, new Answer(status, Object.fromEntries(named), Buffer.concat(chunks), ms)));
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.end(payload);
  });
}
