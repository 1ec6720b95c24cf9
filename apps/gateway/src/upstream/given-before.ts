import type { IncomingMessage, ServerResponse } from 'node:http';
import { GivenAgain, HeardMemory, newsChannel, type Log } from '@chowk/kit';
import type { Redis } from 'ioredis';
import { Counter, type Registry } from 'prom-client';
import type { Route, ServiceName } from '../domain/route.js';
import type { Visit } from '../http/visit.js';
import { namesIn } from './answer-headers.js';

/** How long (ms) an answer is believed without news: they may be lost with a line that died silently. */
const believedMs = 500;
const mostTenants = 200;
const mostOfEach = 16;
/** Longest body that is kept, in bytes. */
const longest = 256 * 1024;

/**
 * Answers of services that are the same for all who ask the same of a tenant: given again, without asking, until the service says on its
 * channel that they have changed (docs/adr/0035).
 */
export class GivenBefore {
  readonly #memories: ReadonlyMap<ServiceName, HeardMemory<GivenAgain>>;
  readonly #count: Counter<'upstream'>;

  /** `services` are those that tell their news. */
  constructor(
    services: Iterable<ServiceName>,
    { redis, prefix, registry, log }: { redis: Redis; prefix: string; registry: Registry; log: Log },
  ) {
    const report = (error: unknown) => log.debug('news of services are not heard', { error });
    const bounds = { believedMs, mostTenants, mostOfEach, report };
    this.#memories = new Map(
      [...services].map((name) => [name, new HeardMemory(redis, { channel: newsChannel(prefix, name), ...bounds })]),
    );
    this.#count = new Counter({
      name: 'gateway_answers_given_again_total',
      help: 'Calls answered with what a service had answered to another a moment before.',
      labelNames: ['upstream'],
      registers: [registry],
    });
  }

  /** Undefined where each answer is its caller's own. */
  callOf(route: Route, visit: Visit, request: IncomingMessage): SharedCall | undefined {
    const memory = this.#memories.get(route.service);
    const { tenantId, target } = visit;
    if (!route.isShared || !memory || tenantId === undefined || !target) return undefined;
    const key = `${request.headers['accept-language'] ?? ''} ${target.path}${target.query}`;
    const count = () => this.#count.inc({ upstream: route.service });
    return new SharedCall({ visit, request, memory, tenantId, key, count });
  }

  close(): void {
    for (const memory of this.#memories.values()) memory.close();
  }
}

/** A call whose answer others may have been given before. */
export class SharedCall {
  constructor(
    private readonly call: {
      readonly visit: Visit;
      readonly request: IncomingMessage;
      readonly memory: HeardMemory<GivenAgain>;
      readonly tenantId: string;
      /** What is asked, in which language. */
      readonly key: string;
      readonly count: () => void;
    },
  ) {}

  /** Gives that answer; false when there is none. */
  answer(response: ServerResponse): boolean {
    const { visit, request, memory, tenantId, key, count } = this.call;
    const given = memory.get(tenantId, key);
    if (!given) return false;
    const { requestId, answerHeaders } = visit;
    const rendered = given.render({ requestId, ifNoneMatch: request.headers['if-none-match'] });
    const vary = namesIn(answerHeaders['vary'], rendered.headers['vary']);
    response.writeHead(rendered.status, { ...answerHeaders, ...rendered.headers, vary });
    response.end(request.method === 'HEAD' ? undefined : rendered.body);
    count();
    return true;
  }

  /** To be called before the service is asked; what this returns keeps its answer for those who come next. */
  watch(): (incoming: IncomingMessage) => void {
    const { visit, memory, tenantId, key } = this.call;
    const keep = memory.asking();
    return (incoming) => {
      if (incoming.statusCode !== 200 || !(Number(incoming.headers['content-length']) <= longest)) return;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        const answer = GivenAgain.of(incoming.headers, Buffer.concat(chunks), visit.requestId);
        if (answer) keep(tenantId, key, answer);
      });
    };
  }
}
