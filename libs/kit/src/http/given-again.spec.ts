import { describe, expect, it } from 'vitest';
import { withEtag } from './answers.js';
import { GivenAgain } from './given-again.js';
import { renderAnswer } from './rendered.js';

const menu = { name: 'Masala dosa, "requestId":"first" for ₹80' };

/** An answer as it comes from a service that was asked under this request id. */
function answered(requestId: string, scope: 'public' | 'private' = 'public') {
  const { headers, body } = renderAnswer(withEtag(menu, { maxAge: 0, scope }), { requestId });
  const all: Record<string, string> = { ...headers, date: 'once', 'x-request-id': requestId };
  return { headers: all, body: Buffer.from(body ?? '') };
}

describe('An answer that is given again', () => {
  const { headers, body } = answered('first');
  const again = GivenAgain.of(headers, body, 'first');

  it('says the same under the request id of whom it is given to', () => {
    const rendered = again?.render({ requestId: 'se"cond' });
    expect(JSON.parse(String(rendered?.body))).toEqual({
      success: true,
      data: menu,
      requestId: 'se"cond',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(rendered?.headers).toEqual({
      'content-type': headers['content-type'],
      etag: headers['etag'],
      'cache-control': 'public, max-age=0',
      vary: headers['vary'],
      'content-length': String(Buffer.byteLength(String(rendered?.body))),
    });
  });

  it('is 304 for who holds it already', () => {
    const rendered = again?.render({ requestId: 'second', ifNoneMatch: headers['etag'] });
    expect([rendered?.status, rendered?.body, rendered?.headers['etag']]).toEqual([304, undefined, headers['etag']]);
    expect(again?.render({ requestId: 'second', ifNoneMatch: 'W/"another"' }).status).toBe(200);
  });

  it('is none that is private, has no validator, or is not in the envelope', () => {
    const own = answered('first', 'private');
    expect(GivenAgain.of(own.headers, own.body, 'first')).toBeUndefined();
    expect(GivenAgain.of({ ...headers, etag: undefined }, body, 'first')).toBeUndefined();
    expect(GivenAgain.of(headers, body, 'of another call')).toBeUndefined();
    expect(GivenAgain.of(headers, Buffer.alloc(0), 'first')).toBeUndefined();
  });
});
