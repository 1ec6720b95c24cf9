import { randomUUID } from 'node:crypto';
import { Answer, send } from './calls.ts';
import { nothingIfBroken } from './held-answers.ts';
import { until } from './until.ts';
import type { FieldSystem } from './field-system.ts';

export { Answer } from './calls.ts';

export interface CallMore {
  /** Idempotency-Key; a new one for each call with a body unless said. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Addresses that people need. */
export type Address = Pick<FieldSystem, 'gatewayUrl' | 'simulators' | 'secrets'>;

/** Somebody signed in, or nobody: calls through the gateway as their screen makes them. A token that ran out is renewed. */
export class Person {
  readonly gatewayUrl: string;
  readonly tenant: string;
  private readonly signIn: (() => Promise<string>) | undefined;
  private held: string | undefined;

  constructor(gatewayUrl: string, tenant: string, token?: string, signIn?: () => Promise<string>) {
    this.gatewayUrl = gatewayUrl;
    this.tenant = tenant;
    this.held = token;
    this.signIn = signIn;
  }

  /** The access token; undefined of nobody. */
  get token(): string | undefined {
    return this.held;
  }

  /** A call below `/api/v1`. Any status is an answer; rejects when the connection breaks or nobody answers. */
  async call(method: string, path: string, body?: unknown, more: CallMore = {}): Promise<Answer> {
    const key = more.key ?? (body === undefined ? undefined : randomUUID());
    const answer = await this.send(method, path, body, key, more);
    if (answer.status !== 401 || !this.signIn) return answer;
    this.held = await this.signIn();
    return this.send(method, path, body, key, more);
  }

  /** A token that was given this moment, for a line that is cut when its token ends. Throws for who cannot sign in again. */
  async freshToken(): Promise<string> {
    if (!this.signIn) throw new Error('Nobody who could sign in again');
    return (this.held = await this.signIn());
  }

  get(path: string, more?: CallMore): Promise<Answer> {
    return this.call('GET', path, undefined, more);
  }

  post(path: string, body: unknown = {}, key?: string): Promise<Answer> {
    return this.call('POST', path, body, key === undefined ? {} : { key });
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  private send(method: string, path: string, body: unknown, key: string | undefined, more: CallMore): Promise<Answer> {
    const identity =
      this.held === undefined ? { 'x-tenant-id': this.tenant } : { authorization: `Bearer ${this.held}` };
    return send({
      method,
      url: `${this.gatewayUrl}/api/v1${path}`,
      body,
      headers: { ...identity, ...(key === undefined ? {} : { 'idempotency-key': key }), ...more.headers },
      ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
    });
  }
}

/** Calls again while the answer is 503 and while connections break, with the same key: what a careful client does. */
export async function patiently(call: () => Promise<Answer>, seconds = 30): Promise<Answer> {
  return until('the call is answered', seconds, async () => {
    const answer = await call().catch(nothingIfBroken);
    const isBusy = answer === undefined || answer.status === 503 || answer.code === 'IDEMPOTENCY_IN_PROGRESS';
    return isBusy ? undefined : answer;
  });
}

/** A simulator's control API. Throws for a refusal. */
export async function control(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await send({ method, url: `${url}${path}`, body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes.toString('utf8')}`);
  return answer;
}
