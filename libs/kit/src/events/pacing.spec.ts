import { describe, expect, it } from 'vitest';
import { Pacing } from './pacing.js';

function after(rowsPerSecond: number, seconds: number): { pacing: Pacing; now: number } {
  const pacing = new Pacing();
  let now = 0;
  for (; now < seconds * 1000; now += 1000 / rowsPerSecond) pacing.note(1, now);
  return { pacing, now };
}

describe('a relay or a consumer', () => {
  it('reads at once while it is quiet', () => {
    const { pacing, now } = after(10, 3);
    expect(pacing.gather(now, false)).toBe(0);
  });
  it('waits for company under load, the longer the more comes, and 20 ms at most', () => {
    const [busy, rush] = [after(200, 3), after(2000, 3)];
    expect(busy.pacing.gather(busy.now, false)).toBeCloseTo(10, 0);
    expect(rush.pacing.gather(rush.now, false)).toBe(20);
  });
  it('waits a little after each batch where nobody waits for it, but not after a look in vain', () => {
    const pacing = new Pacing(250);
    pacing.note(1, 1000);
    expect(pacing.gather(1000, false)).toBe(250);
    pacing.note(0, 2000);
    expect(pacing.gather(2000, false)).toBe(0);
  });
  it('does not wait when there is a backlog, or when the load has passed', () => {
    const { pacing, now } = after(200, 3);
    expect(pacing.gather(now, true)).toBe(0);
    expect(pacing.gather(now + 5000, false)).toBe(0);
  });
});
