import { createHash } from 'node:crypto';
import {
  IdempotencyInProgress,
  IdempotencyKeyInvalid,
  IdempotencyKeyRequired,
  IdempotencyKeyReused,
} from '@chowk/contracts/envelope';
import { Counter } from 'prom-client';
import { runInCall } from '../context/call-context.js';
import { refuse } from '../context/domain-error.js';
import { IdempotencyClash, type IdempotencyKey } from '../database/idempotency-key.js';
import { newId } from '../ids/new-id.js';
import { crashPoint } from '../start/crash-point.js';
import type { Log } from '../start/log.js';
import type { Metrics } from '../start/metrics.js';
import type { IdempotencyNeed } from './declarations.js';
import { logRefusal, SettledRefusal } from './error.filter.js';
import { refusalOf } from './failure-mapping.js';
import type { IdempotencyBook, KeyName } from './idempotency-book.js';
import { renderFailure, type Rendered } from './rendered.js';
import { callOf, rawBodyOf, type HttpRequest } from './request.js';
import type { Route } from './route-table.js';

const visibleAscii = /^[\x21-\x7e]{1,255}$/;
/** Headers that belong to the stored answer; the others are made anew. */
const keptHeaders = new Set(['content-type', 'location', 'etag']);

type Work = (key: IdempotencyKey | undefined) => Promise<Rendered>;

interface Intention {
  readonly request: HttpRequest;
  readonly tenantId: string;
  readonly name: KeyName;
  readonly bodyHash: Buffer;
}

/** Lets an intention happen once: a repeated call with the same key and body gets the first call's answer, byte for byte. */
export class Idempotency {
  private readonly replays: Counter<'route'>;

  constructor(
    private readonly book: IdempotencyBook,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.replays = new Counter({
      name: 'idempotent_replays_total',
      help: 'Repeated calls answered with the stored answer.',
      labelNames: ['route'],
      registers: [metrics.registry],
    });
  }

  /**
   * Runs `work` under the call's key. Throws 400 without a needed or with an unusable key, 409 while the first call runs, 422 when
   * the key came with another body before. Refusals are answers too and are kept; 429 and 5xx are not.
   */
  async once(request: HttpRequest, route: Route, need: IdempotencyNeed, work: Work): Promise<Rendered> {
    const key = keyOf(request);
    if (key === undefined && need === 'required') throw refuse(IdempotencyKeyRequired);
    const { tenantId, principal, requestId } = callOf(request);
    if (key === undefined || tenantId === undefined) return work(undefined);
    const name = { caller: principal?.id ?? 'public', route: `${route.method} ${route.path}`, key };
    return runInCall({ requestId, tenantId }, () =>
      this.enter({ request, tenantId, name, bodyHash: hashOf(request) }, work),
    );
  }

  private async enter(intention: Intention, work: Work): Promise<Rendered> {
    const replay = await this.answerOfEarlierCall(intention);
    if (replay && 'status' in replay) return replay;
    const key: IdempotencyKey = {
      ...intention.name,
      bodyHash: intention.bodyHash,
      subjectId: replay?.subjectId ?? newId(),
      resumed: replay !== undefined,
      claimed: replay !== undefined,
    };
    try {
      const rendered = await work(key);
      crashPoint('worked', intention.name.route);
      return await this.keep(intention, key, rendered);
    } catch (error) {
      if (error instanceof SettledRefusal) throw error;
      if (error instanceof IdempotencyClash) return this.answerOfWinner(intention);
      const refusal = refusalOf(error);
      const { requestId } = callOf(intention.request);
      const rendered = renderFailure(refusal, requestId);
      logRefusal(this.log, refusal, intention.request);
      throw new SettledRefusal(await this.keep(intention, key, rendered));
    }
  }

  /** The stored answer, or the subject of a call that died before it answered, or nothing when the key is new. */
  private async answerOfEarlierCall(
    intention: Intention,
  ): Promise<Rendered | { readonly subjectId: string } | undefined> {
    const entry = await this.book.find(intention.name);
    if (!entry) return undefined;
    if (!entry.bodyHash.equals(intention.bodyHash)) throw refuse(IdempotencyKeyReused);
    if (entry.state === 'DONE') return this.replay(intention, entry.answer);
    if (entry.isLeased || !(await this.book.takeOver(intention.name))) throw refuse(IdempotencyInProgress);
    return { subjectId: entry.subjectId };
  }

  /** Two calls came at once; this one lost, its transaction is rolled back. */
  private async answerOfWinner(intention: Intention): Promise<Rendered> {
    const answer = await this.answerOfEarlierCall(intention);
    if (!answer || !('status' in answer)) throw refuse(IdempotencyInProgress);
    return answer;
  }

  private replay({ name }: Intention, answer: Rendered): Rendered {
    this.replays.inc({ route: name.route });
    const rendered = {
      ...answer,
      headers: { ...answer.headers, 'cache-control': 'no-store', 'idempotency-replayed': 'true' },
    };
    if (rendered.status >= 400) throw new SettledRefusal(rendered);
    return rendered;
  }

  /**
   * Keeps the answer under the key and returns the one to send: another call's, when that was quicker. A failure to keep it is told
   * but changes nothing: the call is answered, and a repetition re-enters by the row.
   */
  private async keep(intention: Intention, key: IdempotencyKey, rendered: Rendered): Promise<Rendered> {
    const { tenantId, name } = intention;
    const headers = Object.fromEntries(Object.entries(rendered.headers).filter(([header]) => keptHeaders.has(header)));
    const isKept = rendered.status < 500 && rendered.status !== 429;
    let isFirst = true;
    try {
      if (!isKept) {
        if (key.claimed) await this.book.letGo(name);
      } else if (key.claimed) await this.book.settle(name, { ...rendered, headers });
      else isFirst = await this.book.write(tenantId, name, key, { ...rendered, headers });
    } catch (error) {
      this.log.warn('an answer could not be kept under its idempotency key', { route: name.route, error });
    }
    return isFirst ? rendered : this.answerOfWinner(intention);
  }
}

function keyOf(request: HttpRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !visibleAscii.test(header)) throw refuse(IdempotencyKeyInvalid);
  return header;
}

/** Method, address and bytes: the same key on another order's address is another intention. */
function hashOf(request: HttpRequest): Buffer {
  return createHash('sha256').update(`${request.method} ${request.url}\n`).update(rawBodyOf(request)).digest();
}
