import { eventually, testStack } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Wakeups } from '../../src/events/wakeups.js';
import { newId } from '../../src/ids/new-id.js';
import { CutLine } from './cut-line.js';

const open = new Set<Wakeups>();
function wakeups(service: string, redisUrl = testStack().redisUrl): Wakeups {
  const one = new Wakeups({ redisUrl, prefix: 'test.', service });
  one.start();
  open.add(one);
  return one;
}
afterEach(() => {
  for (const one of open) one.close();
  open.clear();
});

describe('who waits', () => {
  it('is woken in the same process, by its key alone, and told so', async () => {
    const one = wakeups(newId());
    const [woken, other] = [one.wait('order/1', 5000), one.wait('order/2', 1)];
    one.wake('order/1');
    expect(await woken).toBe(true);
    expect(await other).toBe(false);
  });

  it('is woken by another instance of the service', async () => {
    const service = newId();
    const [here, there] = [wakeups(service), wakeups(service)];
    const woken = here.wait('order/1', 10_000);
    let isWoken = false;
    void woken.then(() => (isWoken = true));
    await eventually('the hint arrives', () => {
      there.wake('order/1');
      return isWoken;
    });
    expect(await woken).toBe(true);
  });

  it('is not woken by another service', async () => {
    const [here, there] = [wakeups(newId()), wakeups(newId())];
    const woken = here.wait('order/1', 100);
    there.wake('order/1');
    expect(await woken).toBe(false);
  });

  it('only waits longer while Redis is away, and hears again when it is back', async () => {
    const line = await CutLine.to(testStack().redisUrl);
    const redisUrl = line.through(testStack().redisUrl);
    await line.cut();
    const service = newId();
    const [here, there] = [wakeups(service, redisUrl), wakeups(service, redisUrl)];
    const alone = here.wait('order/1', 50);
    there.wake('order/1');
    expect(await alone).toBe(false);
    const own = here.wait('order/1', 5000);
    here.wake('order/1');
    expect(await own).toBe(true);
    await line.mend();
    let heard = 0;
    here.onWake('order/1', () => heard++);
    await eventually('hints travel again', () => {
      there.wake('order/1');
      return heard > 0;
    });
    here.close();
    there.close();
    await line.cut();
  });

  it('stops waiting when it is told to', async () => {
    const one = wakeups(newId());
    const giveUp = new AbortController();
    const waiting = one.wait('order/1', 60_000, giveUp.signal);
    giveUp.abort();
    expect(await waiting).toBe(false);
    expect(await one.wait('order/1', 60_000, giveUp.signal)).toBe(false);
  });
});
