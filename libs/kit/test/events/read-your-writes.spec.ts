import { testStack } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/context/domain-error.js';
import type { ConsumerState, Lag } from '../../src/events/consumption.js';
import { Copies } from '../../src/events/read-your-writes.js';
import { Wakeups } from '../../src/events/wakeups.js';
import { newId } from '../../src/ids/new-id.js';

/** Real: Redis and the wake-ups over it. The consumer's state is what the test says. */
describe('A copy that is on its way', () => {
  const consumer: { state: ConsumerState; behind: number } = { state: 'joined', behind: 0 };
  const wakeups = new Wakeups({ redisUrl: testStack().redisUrl, prefix: `ryw-${process.pid}.`, service: 'reader' });
  const copies = new Copies(wakeups, {
    get state() {
      return consumer.state;
    },
    lag: (): Lag => new Map([['order', { messages: consumer.behind, seconds: 0 }]]),
  });
  /** An id of the year 2023. */
  const old = '01890000-0000-7000-8000-000000000000';

  beforeAll(() => wakeups.start());
  afterAll(() => wakeups.close());

  const nowhere = () => Promise.resolve(false);
  const missing = async (id: string, isHere = nowhere): Promise<string> => {
    const error: unknown = await copies
      .await(id, id, () => Promise.resolve(undefined), isHere)
      .catch((reason: unknown) => reason);
    return error instanceof DomainError ? `${error.code} ${String(error.retryAfter)}` : String(error);
  };

  it('is found at once when it is there', async () => {
    expect(await copies.await('a', newId(), () => Promise.resolve('copy'), nowhere)).toBe('copy');
  });

  it('is waited for, and found as soon as its arrival is announced', async () => {
    let copy: string | undefined;
    let reads = 0;
    const found = copies.await(
      'b',
      newId(),
      () => {
        reads += 1;
        if (reads === 1) {
          copy = 'arrived';
          wakeups.wake('b');
          return Promise.resolve(undefined);
        }
        return Promise.resolve(copy);
      },
      nowhere,
    );
    const started = performance.now();
    expect(await found).toBe('arrived');
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('is found after a second even if nobody announced it', async () => {
    let reads = 0;
    expect(await copies.await('c', old, () => Promise.resolve((reads += 1) > 1 ? 'late' : undefined), nowhere)).toBe(
      'late',
    );
  });

  it('is found when it arrives between the last look for it and the look whether it is here at all', async () => {
    let hasArrived = false;
    const read = () => Promise.resolve(hasArrived ? 'at last' : undefined);
    const arrives = () => Promise.resolve((hasArrived = true));
    expect(await copies.await('e', newId(), read, arrives)).toBe('at last');
  });

  it('is not here yet while its fact may still be held up, though it was made some seconds ago', async () => {
    const time = (Date.now() - 20_000).toString(16).padStart(12, '0');
    const some = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
    expect(await missing(some)).toBe('NOT_YET_AVAILABLE 1');
  });

  it('is missing, however young, when it is here for somebody else', async () => {
    expect(await missing(newId(), () => Promise.resolve(true))).toBe('NOT_FOUND undefined');
  });

  it('is not yet available when its id is a moment old, and missing when it is an old one or none of ours', async () => {
    const answers = await Promise.all([missing(newId()), missing(old), missing('0189')]);
    expect(answers).toEqual(['NOT_YET_AVAILABLE 1', 'NOT_FOUND undefined', 'NOT_FOUND undefined']);
  });

  it('is not yet available while the service is behind with its events or away from the broker', async () => {
    consumer.behind = 3;
    expect(await missing(old)).toBe('NOT_YET_AVAILABLE 1');
    Object.assign(consumer, { behind: 0, state: 'away' });
    expect(await missing(old)).toBe('NOT_YET_AVAILABLE 1');
    consumer.state = 'joined';
    expect(await missing(old)).toBe('NOT_FOUND undefined');
  });

  it('ends with the error of the reading', async () => {
    const fails = () => Promise.reject(new Error('the database is away'));
    const reading = copies.await('d', newId(), fails, nowhere);
    await expect(reading).rejects.toThrow('the database is away');
  });
});
