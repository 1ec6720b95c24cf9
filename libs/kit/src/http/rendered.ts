import { IdempotencyInProgress, type ErrorDefinition } from '@chowk/contracts/envelope';
import type { DomainError, ErrorDetails } from '../context/domain-error.js';
import { Answer, RawAnswer, ReadyJson } from './answers.js';
import { etagOf, stillFits } from './etag.js';

/** An answer as it goes over the wire. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

/** What an answer is rendered for. */
export interface RenderingFor {
  readonly requestId: string;
  readonly ifNoneMatch?: string | undefined;
}

/** What an envelope is. */
export const json = { 'content-type': 'application/json; charset=utf-8' };
const notKept = { 'cache-control': 'no-store' };

const openingText = '{"success":true,"data":';
const opening = Buffer.from(openingText);

/** What a handler returned, in the success envelope unless it said otherwise. */
export function renderAnswer(value: unknown, call: RenderingFor, status = 200): Rendered {
  if (value instanceof RawAnswer) {
    const body = typeof value.bytes === 'string' ? value.bytes : Buffer.from(value.bytes);
    return { status: value.status, headers: { ...notKept, ...value.headers, 'content-type': value.contentType }, body };
  }
  const answer = value instanceof Answer ? value : new Answer(status, value);
  if (answer.status === 204) return { status: 204, headers: { ...notKept, ...answer.headers }, body: undefined };
  const data = answer.data instanceof ReadyJson ? answer.data.written : (JSON.stringify(answer.data) ?? 'null');
  const caching = cachingHeaders(answer, data);
  if (caching.etag !== undefined && stillFits(call.ifNoneMatch, caching.etag)) {
    return { status: 304, headers: { ...caching, ...answer.headers }, body: undefined };
  }
  const meta = answer.meta === undefined ? '' : `,"meta":${JSON.stringify(answer.meta)}`;
  const end = `${meta},${closing(call.requestId)}}`;
  return {
    status: answer.status,
    headers: { ...json, ...caching, ...answer.headers },
    body: typeof data === 'string' ? `${openingText}${data}${end}` : Buffer.concat([opening, data, Buffer.from(end)]),
  };
}

/** A refusal in the error envelope, with `Retry-After` where it knows when to come again. */
export function renderFailure(refusal: DomainError, requestId: string): Rendered {
  const { definition, details, retryAfter } = refusal;
  const wait = retryAfter ?? defaultWait(definition);
  return {
    status: refusal.status,
    headers: { ...json, ...notKept, ...(wait === undefined ? {} : { 'retry-after': String(Math.ceil(wait)) }) },
    body: failureText(definition, requestId, details),
  };
}

/** The error envelope as text; used by the gateway as well, for what never reaches a service. */
export function failureText({ code, message }: ErrorDefinition, requestId: string, details?: ErrorDetails): string {
  const error = details === undefined ? { code, message } : { code, message, details };
  return `{"success":false,"error":${JSON.stringify(error)},${closing(requestId)}}`;
}

/** Seconds to wait where the refusal does not say it itself. */
function defaultWait({ kind, code }: ErrorDefinition): number | undefined {
  return kind === 'unavailable' || kind === 'too-many' || code === IdempotencyInProgress.code ? 1 : undefined;
}

function cachingHeaders(answer: Answer, data: string | Buffer): Record<string, string> & { etag?: string } {
  if (answer.caching === undefined) return { ...notKept };
  const { maxAge, scope = 'public', tag } = answer.caching;
  return {
    etag: tag === undefined ? etagOf(data) : `W/"${tag.replaceAll(/[^\x21\x23-\x7e]/g, '')}"`,
    'cache-control': `${scope}, max-age=${maxAge}`,
    vary: 'X-Tenant-Id, Accept-Language',
  };
}

/** What ends an envelope, but for its brace. */
export function closing(requestId: string): string {
  return `"requestId":${JSON.stringify(requestId)},"timestamp":"${new Date().toISOString()}"`;
}
