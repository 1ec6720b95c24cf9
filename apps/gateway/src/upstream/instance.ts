import { Circuit } from '../domain/circuit.js';

/** Failures in a row that open a circuit, and milliseconds until the next try. */
const circuitBounds = { failures: 5, coolDownMs: 1_000 };

/**
 * `serving`: is given calls; `leaving`: said that it is about to end, and serves what still comes; `away`: did not let us connect, or failed
 * again and again.
 */
export type InstanceState = 'serving' | 'leaving' | 'away';

export interface InstanceAddress {
  readonly isEncrypted: boolean;
  readonly hostname: string;
  readonly port: string;
  /** As the header says it. */
  readonly host: string;
}

/** One process of a service, as this gateway knows it. */
export class Instance {
  readonly circuit = new Circuit({ ...circuitBounds, now: () => performance.now() });
  /** Calls it has not answered yet. */
  inFlight = 0;
  private isLeaving = false;
  private isUnreachable = false;

  /** Where it listens, as Node's client wants to know it; made once, since reading an address costs as much as a call's headers. */
  readonly address: InstanceAddress;

  constructor(readonly origin: string) {
    const { protocol, hostname, port, host } = new URL(origin);
    this.address = { isEncrypted: protocol === 'https:', hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, host };
  }

  get state(): InstanceState {
    if (this.isUnreachable || this.circuit.state !== 'closed') return 'away';
    return this.isLeaving ? 'leaving' : 'serving';
  }

  /** It said itself that it ends. */
  leave(): void {
    this.isLeaving = true;
  }

  /** Nobody listens there. */
  lose(): void {
    this.isUnreachable = true;
    this.circuit.fail();
  }

  /** It answered a call. */
  answer(): void {
    this.isUnreachable = false;
    this.circuit.succeed();
  }

  /** It says that it is ready, as it does when it has started anew. */
  welcome(): void {
    this.isLeaving = false;
    this.answer();
  }
}
