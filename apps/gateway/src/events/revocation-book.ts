/** Auth-sessions whose access tokens are refused although they have not expired. */
export class RevocationBook {
  /** Auth-session to the instant (ms since 1970) after which its tokens are dead by themselves. */
  private readonly until = new Map<string, number>();
  private nextSweep = 0;

  constructor(private readonly now: () => number) {}

  keep(sessionId: string, until: Date): void {
    this.sweep();
    if (until.getTime() > this.now()) this.until.set(sessionId, until.getTime());
  }

  isRevoked(sessionId: string): boolean {
    const until = this.until.get(sessionId);
    return until !== undefined && until > this.now();
  }

  get size(): number {
    return this.until.size;
  }

  /** Once a minute at most: what has run out needs no memory. */
  private sweep(): void {
    const now = this.now();
    if (now < this.nextSweep) return;
    this.nextSweep = now + 60_000;
    for (const [sessionId, until] of this.until) if (until <= now) this.until.delete(sessionId);
  }
}
