import { describe, expect, it } from 'vitest';
import { Company } from './company.js';

/** A company whose handlings end when they are told to, and what was handled how. */
function watched(options: { failsTogether?: boolean; waits?: (item: string) => boolean } = {}) {
  const handled: string[] = [];
  const gates: (() => void)[] = [];
  const company = new Company<string>({
    together: async (items) => {
      handled.push(items.join('+'));
      await new Promise<void>((resolve) => gates.push(resolve));
      return !options.failsTogether;
    },
    alone: async (item) => {
      handled.push(item);
      await new Promise<void>((resolve) => gates.push(resolve));
      return !options.waits?.(item);
    },
  });
  /** Lets whatever is in hand end until nothing is in hand any more. */
  const flow = async <Result>(work: Promise<Result>): Promise<Result> => {
    let ended = false;
    const settled = work.finally(() => (ended = true));
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      gates.splice(0).forEach((open) => open());
    }
    return settled;
  };
  return { company, handled, flow };
}

describe('Items of one tenant', () => {
  it('that come in the same turn go together, in their order', async () => {
    const { company, handled, flow } = watched();
    const both = Promise.all([company.join('a', ['1', '2']), company.join('a', ['3'])]);
    expect(await flow(both)).toEqual([2, 1]);
    expect(handled).toEqual(['1+2+3']);
  });
  it('that come while one is handled go together after it', async () => {
    const { company, handled, flow } = watched();
    const first = company.join('a', ['1']);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    await flow(Promise.all([first, company.join('a', ['2']), company.join('a', ['3'])]));
    expect(handled).toEqual(['1', '2+3']);
  });
  it('are sixteen at most, but what came as one run stays one', async () => {
    const { company, handled, flow } = watched();
    const run = Array.from({ length: 10 }, (_, index) => String(index));
    await flow(Promise.all([company.join('a', run), company.join('a', run)]));
    expect(handled).toEqual([run.join('+'), run.join('+')]);
  });
  it('never go with those of another tenant, and do not wait for them', async () => {
    const { company, handled, flow } = watched();
    await flow(Promise.all([company.join('a', ['1', '2']), company.join('b', ['3', '4'])]));
    expect(handled).toEqual(['1+2', '3+4']);
  });
  it('each go by themselves when together they fail, up to the first that has to wait', async () => {
    const { company, handled, flow } = watched({ failsTogether: true, waits: (item) => item === '2' });
    expect(await flow(company.join('a', ['1', '2', '3']))).toBe(1);
    expect(handled).toEqual(['1+2+3', '1', '2']);
  });
});
