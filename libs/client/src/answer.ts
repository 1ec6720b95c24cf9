import { ChowkError } from './chowk-error.js';

/** What a call is called when it goes wrong: `POST /api/v1/orders`. */
export function nameOf({ method, url }: Request): string {
  return `${method} ${new URL(url).pathname}`;
}

/** What stands at a name of something unknown. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function textOf(value: unknown, name: string): string | undefined {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** Seconds that an answer asks to wait: `Retry-After` as a number or as a date. */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  if (/^\d+$/.test(said.trim())) return Number(said);
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1_000);
}

/** The refusal that an answer with this body is. A proxy's page instead of Chowk's envelope is `UNREADABLE_ANSWER`. */
export function refusalOf(response: Response, body: unknown, call: string | undefined): ChowkError {
  const error = fieldOf(body, 'error');
  const code = textOf(error, 'code');
  const { status, headers } = response;
  return new ChowkError({
    code: code ?? 'UNREADABLE_ANSWER',
    message: textOf(error, 'message') ?? `The answer ${status} is none of Chowk's.`,
    status,
    details: code === undefined ? body : fieldOf(error, 'details'),
    call,
    requestId: textOf(body, 'requestId') ?? headers.get('x-request-id') ?? undefined,
    retryAfter: retryAfterOf(headers, Date.now()),
  });
}

/** The body as JSON, or as the text it is. */
export async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
