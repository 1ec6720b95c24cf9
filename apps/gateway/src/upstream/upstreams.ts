import { Overloaded, Unavailable } from '@chowk/contracts';
import { refuse, type ConfigOf } from '@chowk/kit';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { gatewayConfig } from '../config.js';
import { serviceNames, type ServiceName } from '../domain/route.js';
import type { Slot } from '../load/load-gate.js';
import type { Instance } from './instance.js';
import { ServicePool } from './service-pool.js';

/**
 * How a try with an instance ended, as far as that instance is concerned: it `answered`; it `failed`; nobody listens there (`absent`); it
 * sent the call away since it is `leaving`; or nothing can be told (`unknown`), since the caller went away.
 */
export type Outcome = 'answered' | 'failed' | 'absent' | 'leaving' | 'unknown';

/** One try with one instance. */
export interface Attempt {
  readonly instance: Instance;
  /** Once, when the first byte of the answer is there, the try failed, or the caller went away; with the answer's status if there is one. */
  end(outcome: Outcome, status?: number): void;
}

/** One call being served. */
export interface Passage {
  /** The place among all calls in flight that is given back with this. */
  hold(slot: Slot): void;
  /** The next instance to try, never one twice. Undefined when nobody is left. */
  attempt(): Attempt | undefined;
  /** Once, when nothing of the call is left. */
  leave(): void;
}

export interface UpstreamBounds {
  readonly mostInAll: number;
  readonly mostEach: number;
}

const circuitStates = { closed: 0, 'half-open': 1, open: 2 } as const;
const instanceStates = { serving: 0, leaving: 1, away: 2 } as const;

/** The services, how many calls each is serving, and which of their instances are cut off. */
export class Upstreams {
  private readonly all: ReadonlyMap<ServiceName, ServicePool>;
  private readonly duration: Histogram<'upstream'>;
  private readonly shed: Counter;
  private readonly retried: Counter<'upstream' | 'reason'>;
  private inFlight = 0;

  constructor(
    addresses: Readonly<Record<ServiceName, readonly string[]>>,
    private readonly bounds: UpstreamBounds,
    registry: Registry,
  ) {
    this.all = new Map(serviceNames.map((name) => [name, new ServicePool(name, addresses[name])]));
    this.duration = new Histogram({
      name: 'gateway_upstream_duration_seconds',
      help: 'Time from the last byte of the request to the first byte of the answer of a service, or to its failure.',
      labelNames: ['upstream'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers: [registry],
    });
    this.shed = new Counter({
      name: 'http_requests_shed_total',
      help: 'Calls refused because too many were being served.',
      registers: [registry],
    });
    this.retried = new Counter({
      name: 'gateway_upstream_failovers_total',
      help: 'Tries that ended without an answer, so that the call could go to another instance.',
      labelNames: ['upstream', 'reason'],
      registers: [registry],
    });
    this.tellStates(registry);
  }

  /** The pools, in the order of the map of the system. */
  pools(): readonly ServicePool[] {
    return [...this.all.values()];
  }

  /** Lets a call begin. Throws 503 OVERLOADED when too many are being served, 503 UNAVAILABLE while no circuit lets it through. */
  enter(name: ServiceName): Passage {
    const pool = this.of(name);
    if (this.inFlight >= this.bounds.mostInAll || pool.inFlight >= this.bounds.mostEach) {
      this.shed.inc();
      throw refuse(Overloaded, undefined, { retryAfter: 1 });
    }
    const { waitMs } = pool;
    if (waitMs > 0) throw refuse(Unavailable, undefined, { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
    this.inFlight++;
    pool.inFlight++;
    const tried = new Set<Instance>();
    let last: Attempt | undefined;
    let slot: Slot | undefined;
    const attempt = (): Attempt | undefined => {
      const instance = pool.choose(tried);
      if (!instance) return undefined;
      tried.add(instance);
      return (last = this.begin(name, instance, slot));
    };
    let hasLeft = false;
    const leave = once(() => {
      hasLeft = true;
      last?.end('unknown');
      this.inFlight--;
      pool.inFlight--;
      slot?.leave();
    });
    const hold = (taken: Slot): void => {
      slot = taken;
      if (hasLeft) taken.leave();
    };
    return { hold, attempt, leave };
  }

  private begin(upstream: ServiceName, instance: Instance, slot: Slot | undefined): Attempt {
    const startedAt = performance.now();
    instance.inFlight++;
    const end = once((outcome: Outcome, status?: number) => {
      instance.inFlight--;
      const ms = performance.now() - startedAt;
      if (outcome !== 'unknown') this.duration.observe({ upstream }, ms / 1000);
      // Who is told 202 was waited for as long as can be, whatever there is to do
      if (outcome === 'answered' && status !== 202) slot?.took(ms);
      if (outcome === 'absent' || outcome === 'leaving') this.retried.inc({ upstream, reason: outcome });
      if (outcome === 'answered') instance.answer();
      else if (outcome === 'failed') instance.circuit.fail();
      else if (outcome === 'absent') instance.lose();
      else instance.circuit.forget();
    });
    return { instance, end };
  }

  private of(name: ServiceName): ServicePool {
    const pool = this.all.get(name);
    if (!pool) throw new Error(`There is no service called ${name}`);
    return pool;
  }

  private tellStates(registry: Registry): void {
    const { all } = this;
    new Gauge({
      name: 'gateway_circuit_state',
      help: 'Whether a service is sent calls, by its best instance: 0 yes, 1 one to try, 2 no.',
      labelNames: ['upstream'],
      registers: [registry],
      collect() {
        for (const { name, instances } of all.values())
          this.set({ upstream: name }, Math.min(...instances.map(({ circuit }) => circuitStates[circuit.state])));
      },
    });
    new Gauge({
      name: 'gateway_instance_state',
      help: 'Instances of each service, by their number in the configuration: 0 serving, 1 leaving, 2 away.',
      labelNames: ['upstream', 'instance'],
      registers: [registry],
      collect() {
        for (const { name, instances } of all.values())
          for (const [index, { state }] of instances.entries())
            this.set({ upstream: name, instance: String(index + 1) }, instanceStates[state]);
      },
    });
  }
}

/** Where the instances of each service answer, as configured. */
export function addressesOf(
  settings: ConfigOf<typeof gatewayConfig>,
): Readonly<Record<ServiceName, readonly string[]>> {
  return {
    auth: settings.AUTH_URL,
    catalog: settings.CATALOG_URL,
    order: settings.ORDER_URL,
    payment: settings.PAYMENT_URL,
    inventory: settings.INVENTORY_URL,
    notification: settings.NOTIFICATION_URL,
    analytics: settings.ANALYTICS_URL,
    discount: settings.DISCOUNT_URL,
  };
}

function once<Arguments extends unknown[]>(work: (...given: Arguments) => void): (...given: Arguments) => void {
  let isDone = false;
  return (...given) => {
    if (isDone) return;
    isDone = true;
    work(...given);
  };
}
