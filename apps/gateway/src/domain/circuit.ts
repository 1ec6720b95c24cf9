export type CircuitState = 'closed' | 'half-open' | 'open';

export interface CircuitOptions {
  /** Failures in a row after which nobody is sent any more. */
  readonly failures: number;
  /** Milliseconds until one call is let through to try. */
  readonly coolDownMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/**
 * Spares a service that does not answer, and its callers the wait: after some failures in a row all calls are refused at once,
 * until a single one that is let through after the cool-down gets an answer. Any answer closes it, whatever its status.
 */
export class Circuit {
  private failed = 0;
  private openedAt = 0;
  private isTrying = false;

  constructor(private readonly options: CircuitOptions) {}

  get state(): CircuitState {
    if (this.failed < this.options.failures) return 'closed';
    return this.options.now() - this.openedAt < this.options.coolDownMs ? 'open' : 'half-open';
  }

  /** Milliseconds until the next try; 0 when a call may go through now. */
  get waitMs(): number {
    if (this.state === 'closed') return 0;
    return Math.max(0, this.openedAt + this.options.coolDownMs - this.options.now());
  }

  /** Whether a call may go through; in the half-open state only one at a time. */
  admits(): boolean {
    const { state } = this;
    if (state === 'closed') return true;
    if (state === 'open' || this.isTrying) return false;
    this.isTrying = true;
    return true;
  }

  succeed(): void {
    this.failed = 0;
    this.isTrying = false;
  }

  fail(): void {
    this.failed++;
    this.openedAt = this.options.now();
    this.isTrying = false;
  }

  /** The call ended without telling anything about the service, since the caller went away. */
  forget(): void {
    this.isTrying = false;
  }
}
