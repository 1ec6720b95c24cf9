import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumForTests } from './chromium.mjs';
import { Tally } from './tally.mjs';

describe('The last line of all tests', () => {
  let lines;
  beforeEach(() => {
    lines = [];
    vi.spyOn(console, 'log').mockImplementation((line) => lines.push(line));
  });
  afterEach(() => vi.restoreAllMocks());

  it('counts what passed and failed', () => {
    const tally = new Tally();
    tally.add({ passed: 3, failed: 1 });
    tally.close();
    expect(lines.at(-1)).toBe('3 passed, 1 failed');
  });

  it('counts what was skipped, and names it before', () => {
    const tally = new Tally();
    tally.add({ passed: 3, failed: 0, skipped: ['The pages in Chromium'] });
    tally.close();
    expect(lines.slice(-2)).toEqual(['  - skipped: The pages in Chromium', '3 passed, 0 failed, 1 skipped']);
  });
});

describe('The browser of the tests', () => {
  it('is the one that is here', () => {
    const install = vi.fn();
    expect(chromiumForTests({ isRoot: true, find: () => '/usr/bin/chromium', install })).toBe('/usr/bin/chromium');
    expect(install).not.toHaveBeenCalled();
  });

  it('is installed when we are root and there is none', () => {
    let place;
    const install = () => (place = '/usr/bin/chromium');
    expect(chromiumForTests({ isRoot: true, find: () => place, install })).toBe('/usr/bin/chromium');
  });

  it('is none where nobody may install it', () => {
    const install = vi.fn();
    expect(chromiumForTests({ isRoot: false, find: () => undefined, install })).toBeUndefined();
    expect(install).not.toHaveBeenCalled();
  });
});
