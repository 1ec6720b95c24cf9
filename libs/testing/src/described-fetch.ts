import { holdToReference } from './described-api.js';

/** `fetch` as pages have it; rejects with UndescribedAnswer where the API reference does not describe what was answered. */
export async function describedFetch(request: Request | string | URL, init?: RequestInit): Promise<Response> {
  const answer = await fetch(request, init);
  const { url, method } = request instanceof Request ? request : { url: String(request), method: 'GET' };
  const contentType = answer.headers.get('content-type') ?? undefined;
  // A stream has no end to wait for
  const text = contentType?.includes('json') ? await answer.clone().text() : '';
  holdToReference({
    method: init?.method ?? method,
    path: new URL(url).pathname,
    status: answer.status,
    contentType,
    body: text === '' ? undefined : JSON.parse(text),
  });
  return answer;
}
