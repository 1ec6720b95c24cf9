import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Answer, send } from './calls.ts';
import { held, takeUndescribed } from './held-answers.ts';
import { latenciesOf, openLoop, sideBySide } from './open-loop.ts';
import { Random } from './random.ts';
import { attempt } from './stories.ts';
import { razorpayBooks } from './truth/outside.ts';
import { until } from './until.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

describe('Chance in a script', () => {
  it('is the same for the same seed, and another for another', () => {
    const drawn = (seed: number) =>
      Array.from({ length: 20 }, (_, index) => new Random(seed).fork(String(index)).int(1e9));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it('shuffles without losing anything, and stays within its bounds', () => {
    const random = new Random(3);
    const list = Array.from({ length: 50 }, (_, index) => index);
    expect(random.shuffle(list).toSorted((one, other) => one - other)).toEqual(list);
    const drawn = Array.from({ length: 1000 }, () => random.between(2, 4));
    expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([2, 4]);
    expect(() => random.pick([])).toThrow('nothing to pick');
  });
});

describe('Work at a rate', () => {
  it('does not wait for the work before it, and counts what failed', async () => {
    const { promise, resolve }: PromiseWithResolvers<void> = Promise.withResolvers();
    let begun = 0;
    const outcome = await openLoop({
      ratePerSecond: 200,
      seconds: 0.1,
      work: async (n) => {
        begun++;
        if (begun === 20) resolve();
        await promise; // the first can only end once all have begun
        if (n % 2 === 1) throw new Error('odd');
      },
    });
    expect({ begun, done: outcome.done, errors: outcome.errors.length }).toEqual({ begun: 20, done: 10, errors: 10 });
  });

  it('keeps the order of its results while so many go side by side', async () => {
    let [now, most] = [0, 0];
    const doubled = await sideBySide([1, 2, 3, 4, 5], 2, async (one) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      return one * 2;
    });
    expect({ doubled, most }).toEqual({ doubled: [2, 4, 6, 8, 10], most: 2 });
  });

  it('tells percentiles of what it took', () => {
    const { p50, p95, p99, max } = latenciesOf(Array.from({ length: 100 }, (_, index) => index));
    expect({ p50, p95, p99, max }).toEqual({ p50: 50, p95: 95, p99: 99, max: 99 });
  });
});

describe('A wait', () => {
  it('says what never came true and why', async () => {
    await expect(until('it rains', 0.05, () => Promise.reject(new Error('sunny')), 5)).rejects.toThrow(
      'it rains: never within 0.05 s: sunny',
    );
  });
});

describe('A call', () => {
  it('has an answer whatever its status, and is refused where nobody listens', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(409, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ success: false, error: { code: 'OUT_OF_STOCK' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x`;
    const answer = await send({ method: 'POST', url, body: { a: 1 } });
    expect([answer.status, answer.code]).toEqual([409, 'OUT_OF_STOCK']);
    expect(() => answer.data).toThrow('refused: 409');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(send({ method: 'GET', url })).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/);
  });
});

describe('An answer of the API', () => {
  const answered = (path: string, body: unknown) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return () =>
      held('GET', `http://gateway${path}`, new Answer(200, { 'content-type': 'application/json' }, bytes, 1));
  };

  it('is refused when its reference does not describe it, and found however its caller took that', async () => {
    const planted = answered('/api/v1/orders/1?x=1', { success: true, data: { planted: 1 } });
    await expect(attempt(() => Promise.resolve().then(planted))).rejects.toThrow('"planted":1');
    expect(takeUndescribed()).toEqual([expect.stringContaining('GET /api/v1/orders/1 answered 200 with "data')]);
    expect(takeUndescribed()).toEqual([]);
  });

  it('is not what others answer, nor a connection that broke', async () => {
    expect(answered('/_control/anything', { planted: 1 })().status).toBe(200);
    expect(await attempt(() => Promise.reject(new Error('ECONNRESET')))).toBeUndefined();
    expect(takeUndescribed()).toEqual([]);
  });
});

describe("Razorpay's books", () => {
  it('are read as a killed simulator left them: a line that was cut short does not count', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chowk-books-'));
    undo.push(() => rmSync(dataDir, { recursive: true }));
    mkdirSync(join(dataDir, 'books', 'razorpay'), { recursive: true });
    const paid = { amount: 500, order_id: 'order_1' };
    const payment = (status: string) => ['payment', 'pay_1', { keyId: 'k', entity: { status, ...paid } }];
    const entity = { status: 'processed', amount: 200, payment_id: 'pay_1', receipt: 'r' };
    const lines = [[payment('created')], [payment('captured'), ['refund', 'rfnd_1', { keyId: 'k', entity }]]];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n[["payment","pay_1",nu`;
    writeFileSync(join(dataDir, 'books', 'razorpay', 'razorpay.jsonl'), text);
    const { payments, refunds } = razorpayBooks({ dataDir });
    expect(payments).toEqual([
      { id: 'pay_1', orderId: 'order_1', keyId: 'k', status: 'captured', amount: 500, refunded: 200 },
    ]);
    expect(refunds).toHaveLength(1);
  });
});
