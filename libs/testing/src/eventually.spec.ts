import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';

describe('Waiting', () => {
  it('ends with the first answer that is one', async () => {
    const answers = [undefined, null, false, 0];
    expect(await eventually('a number', () => answers.shift())).toBe(0);
  });

  it('takes an error for "not yet"', async () => {
    let tries = 0;
    const probe = () => {
      if (++tries < 3) throw new Error('not yet');
      return 'there';
    };
    expect(await eventually('it is there', probe)).toBe('there');
  });

  it('explains what never came true, and why not the last time', async () => {
    const waiting = eventually('the order is CONFIRMED', () => Promise.reject(new Error('it is PLACED')), {
      timeout: 60,
    });
    await expect(waiting).rejects.toThrow(/within 60 ms: the order is CONFIRMED. Last: it is PLACED/);
  });
});
