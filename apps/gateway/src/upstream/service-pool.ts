import type { ServiceName } from '../domain/route.js';
import { Instance } from './instance.js';

/** The instances of one service, and which of them is given the next call. */
export class ServicePool {
  readonly instances: readonly Instance[];
  /** Calls of this service that are being served, by whichever instance. */
  inFlight = 0;
  private turn = 0;

  constructor(
    readonly name: ServiceName,
    origins: readonly string[],
  ) {
    this.instances = origins.map((origin) => new Instance(origin));
  }

  get hasSeveral(): boolean {
    return this.instances.length > 1;
  }

  /**
   * Who serves and has the fewest calls in hand, in turn where these are equal; else one that is leaving; else one whose circuit lets a
   * call through to try. Never one that this call has tried. Undefined when nobody is left.
   */
  choose(tried: ReadonlySet<Instance> = new Set()): Instance | undefined {
    this.turn = (this.turn + 1) % this.instances.length;
    const inTurn = [...this.instances.slice(this.turn), ...this.instances.slice(0, this.turn)];
    const left = inTurn.filter((instance) => !tried.has(instance));
    return (
      leastBusy(left.filter(({ state }) => state === 'serving')) ??
      leastBusy(left.filter(({ state }) => state === 'leaving')) ??
      left.find(({ circuit }) => circuit.admits())
    );
  }

  /** Milliseconds until a call may be tried; 0 when one may be now. */
  get waitMs(): number {
    return Math.min(...this.instances.map(({ circuit }) => circuit.waitMs));
  }
}

function leastBusy(instances: readonly Instance[]): Instance | undefined {
  let best: Instance | undefined;
  for (const instance of instances) if (!best || instance.inFlight < best.inFlight) best = instance;
  return best;
}
