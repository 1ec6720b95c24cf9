import { randomUUID } from 'node:crypto';
import { http, runningSystem } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf, faultsOf } from './refusals-answers.js';
import { othersThan } from './refusals-calls.js';
import { cartOf, peopleOf, rightCalls, withField, type People, type Sent } from './refusals-right-bodies.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant } from './restaurant.js';

const system = runningSystem();

describe('Bytes that are no body', () => {
  const restaurant = new Restaurant();
  let people: People;
  let before: RowCounts;
  beforeAll(async () => {
    people = await peopleOf(restaurant);
    before = await rowCounts();
  });

  const absurd: readonly (readonly [string, string])[] = [
    ['no JSON', '{"fulfilment":'],
    ['nothing but a word', 'hello'],
    ['two values', '{}{}'],
    ['a comment', '{"a":1/* */}'],
    ['a byte of NUL', '{"notes":"a\u0000b"}'],
    ['one key twice', '{"fulfilment":"TAKEAWAY","fulfilment":"DINE_IN"}'],
    ['one key in two spellings', '{"outletId":"x","outlet\\u0049d":"y"}'],
    ['one key twice deep inside', '{"lines":[{"quantity":1,"quantity":2}]}'],
    ['200,000 brackets', '['.repeat(200_000)],
    ['200,000 braces', '{"a":'.repeat(200_000)],
    ['100,000 keys', `{${Array.from({ length: 100_000 }, (_, at) => `"${at.toString(36)}":0`).join()}}`],
  ];

  it.each(absurd)('of %s are 400 MALFORMED_JSON', async (_name, body) => {
    const tries: Sent[] = rightCalls(people).filter(({ path }) => !path.endsWith('/x/sessions'));
    const one = [...new Map(tries.map((sent) => [sent.path.split('/')[1], sent])).values()];
    const others = await othersThan(
      '400 MALFORMED_JSON',
      one,
      ({ path }) => path,
      async ({ who, method, path }) => answerOf(await who.call(method, path, body)),
    );
    expect(others).toEqual([]);
  });

  it('are refused within 20 ms, however absurd', async () => {
    for (const [name, body] of absurd) {
      let quickest = Number.POSITIVE_INFINITY;
      for (let times = 0; times < 50 && quickest >= 20; times++) {
        const from = performance.now();
        const reply = await people.customer.call('POST', '/orders', body);
        quickest = Math.min(quickest, performance.now() - from);
        expect(reply.status).toBe(400);
      }
      // The quickest of them: other processes on this machine only make it slower
      expect([name, quickest < 20]).toEqual([name, true]);
    }
  });

  it('of no UTF-8 are 400, of another kind 415, above a mebibyte 413', async () => {
    const latin = Buffer.from('{"name":"é"}', 'latin1');
    expect(answerOf(await people.customer.call('PATCH', '/users/profile', latin))).toBe('400 MALFORMED_JSON');
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(answerOf(await people.customer.call('PATCH', '/users/profile', 'name=x', form))).toBe(
      '415 UNSUPPORTED_MEDIA_TYPE',
    );
    const long = JSON.stringify({ name: 'x'.repeat(1_100_000) });
    expect(answerOf(await people.customer.call('PATCH', '/users/profile', long))).toBe('413 PAYLOAD_TOO_LARGE');
  });

  it('are refused by each service itself as well', async () => {
    const order = http(`${String(system.services['order'])}/api/v1`);
    const sent = { token: people.customer.token ?? '', key: randomUUID() };
    expect(faultsOf(await order.post('/orders', { ...sent, body: withField(cartOf(people), 'total', '1') }))).toBe(
      '422 VALIDATION_FAILED total UNKNOWN_FIELD',
    );
    expect(answerOf(await order.post('/orders', { ...sent, body: '['.repeat(200_000) }))).toBe('400 MALFORMED_JSON');
  });

  it('change nothing', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});
