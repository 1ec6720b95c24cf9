import { eventually, testStack } from '@chowk/testing';
import { Redis } from 'ioredis';
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

  it('is woken by one who was alone until now and told nobody but itself', async () => {
    const service = newId();
    const redis = new Redis(testStack().redisUrl);
    const monitor = await redis.monitor();
    let told = 0;
    monitor.on('monitor', (_time, [command = '', channel = '']: string[]) => {
      if (command.toLowerCase() === 'publish' && channel.endsWith(service)) told++;
    });
    const there = wakeups(service);
    await eventually('it says that it has come', () => told > 0);
    for (let n = 0; n < 50; n++) {
      there.wake('order/1');
      await redis.ping();
    }
    expect(told).toBeLessThan(25);

    const before = told;
    const here = wakeups(service);
    let heard = 0;
    here.onWake('order/1', () => heard++);
    await eventually('hints arrive, one for each wake', async () => {
      there.wake('order/1');
      await redis.ping();
      return heard > 5 && told - before > 5;
    });
    monitor.disconnect();
    redis.disconnect();
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
