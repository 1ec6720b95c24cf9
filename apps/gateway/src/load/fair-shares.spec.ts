import { describe, expect, it } from 'vitest';
import { FairShares } from './fair-shares.js';

function taken(shares: FairShares, tenantId: string, calls: number): void {
  for (let call = 0; call < calls; call++) shares.enter(tenantId);
}

describe('The shares of tenants', () => {
  it('are no matter while less than half of the limit is used', () => {
    const shares = new FairShares(() => 0);
    taken(shares, 'noisy', 10);
    taken(shares, 'quiet', 1);
    expect(shares.admits('noisy', 11, 30)).toBe(true);
  });

  it('are all of it for a tenant that is alone', () => {
    const shares = new FairShares(() => 0);
    taken(shares, 'alone', 29);
    expect(shares.admits('alone', 29, 30)).toBe(true);
  });

  it('are even: who has half is refused, the other is let in', () => {
    const shares = new FairShares(() => 0);
    taken(shares, 'noisy', 15);
    taken(shares, 'quiet', 1);
    expect(shares.admits('noisy', 16, 30)).toBe(false);
    expect(shares.admits('quiet', 16, 30)).toBe(true);
  });

  it('are two at least, however many want one', () => {
    const shares = new FairShares(() => 0);
    for (let tenant = 0; tenant < 50; tenant++) taken(shares, String(tenant), 1);
    expect(shares.admits('1', 50, 10)).toBe(true);
    taken(shares, '1', 1);
    expect(shares.admits('1', 51, 10)).toBe(false);
  });

  it('go to the others when a tenant has not called for a second', () => {
    let now = 0;
    const shares = new FairShares(() => now);
    taken(shares, 'noisy', 20);
    taken(shares, 'quiet', 1);
    shares.leave('quiet');
    expect(shares.admits('noisy', 20, 30)).toBe(false);
    now = 2_500;
    expect(shares.admits('noisy', 20, 30)).toBe(true);
  });
});
