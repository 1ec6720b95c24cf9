/** How long (ms) a tenant without calls still has its share kept. */
const remembered = 1_000;
/** Calls that every tenant may have in flight, however many share. */
const leastShare = 2;

interface Share {
  inFlight: number;
  lastSeen: number;
}

/** Parts what may be in flight evenly between the tenants that call just now. A share that is not used is there for the others. */
export class FairShares {
  private readonly tenants = new Map<string, Share>();
  private lookedAt = 0;

  constructor(private readonly now: () => number) {}

  /** Whether this tenant may have one more in flight beside its `limit / tenants`; always while less than half of the limit is used. */
  admits(tenantId: string, inFlight: number, limit: number): boolean {
    const share = this.of(tenantId);
    if (inFlight <= limit / 2) return true;
    return share.inFlight < Math.max(leastShare, Math.ceil(limit / this.tenants.size));
  }

  enter(tenantId: string): void {
    this.of(tenantId).inFlight++;
  }

  leave(tenantId: string): void {
    this.of(tenantId).inFlight--;
  }

  private of(tenantId: string): Share {
    const now = this.now();
    if (now - this.lookedAt > remembered) this.forget(now);
    const share = this.tenants.get(tenantId) ?? { inFlight: 0, lastSeen: now };
    share.lastSeen = now;
    this.tenants.set(tenantId, share);
    return share;
  }

  private forget(now: number): void {
    this.lookedAt = now;
    for (const [tenantId, { inFlight, lastSeen }] of this.tenants)
      if (inFlight === 0 && now - lastSeen > remembered) this.tenants.delete(tenantId);
  }
}
