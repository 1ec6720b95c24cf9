import { Overloaded, Unavailable } from '@chowk/contracts';
import { refuse, type ConfigOf } from '@chowk/kit';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { gatewayConfig } from '../config.js';
import { Circuit } from '../domain/circuit.js';
import { serviceNames, type ServiceName } from '../domain/route.js';

/** How a call to a service ended, as far as the service is concerned. */
export type Outcome = 'answered' | 'failed' | 'unknown';

/** One call being served. */
export interface Passage {
  readonly url: string;
  /** From here on it is the service that is waited for. */
  start(): void;
  /** Once, when the first byte of the answer is there, the call failed, or the caller went away. */
  end(outcome: Outcome): void;
  /** Once, when nothing of the call is left. */
  leave(): void;
}

export interface UpstreamBounds {
  readonly mostInAll: number;
  readonly mostEach: number;
}

const circuitStates = { closed: 0, 'half-open': 1, open: 2 } as const;
/** Failures in a row that open a circuit, and milliseconds until the next try. */
const circuitBounds = { failures: 5, coolDownMs: 1_000 };

/** The services, how many calls each is serving, and which of them is cut off. */
export class Upstreams {
  private readonly all: ReadonlyMap<ServiceName, Upstream>;
  private readonly duration: Histogram<'upstream'>;
  private readonly shed: Counter;
  private inFlight = 0;

  constructor(
    addresses: Readonly<Record<ServiceName, string>>,
    private readonly bounds: UpstreamBounds,
    registry: Registry,
  ) {
    this.all = new Map(serviceNames.map((name) => [name, new Upstream(name, addresses[name])]));
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
    const { all } = this;
    new Gauge({
      name: 'gateway_circuit_state',
      help: 'Whether a service is sent calls: 0 yes, 1 one to try, 2 no.',
      labelNames: ['upstream'],
      registers: [registry],
      collect() {
        for (const { name, circuit } of all.values()) this.set({ upstream: name }, circuitStates[circuit.state]);
      },
    });
  }

  /** Addresses by name. */
  addresses(): readonly (readonly [ServiceName, string])[] {
    return [...this.all.values()].map(({ name, url }) => [name, url]);
  }

  /** Lets a call begin. Throws 503 OVERLOADED when too many are being served, 503 UNAVAILABLE while the circuit is open. */
  enter(name: ServiceName): Passage {
    const upstream = this.of(name);
    if (this.inFlight >= this.bounds.mostInAll || upstream.inFlight >= this.bounds.mostEach) {
      this.shed.inc();
      throw refuse(Overloaded, undefined, { retryAfter: 1 });
    }
    const { circuit, url } = upstream;
    if (!circuit.admits()) {
      throw refuse(Unavailable, undefined, { retryAfter: Math.max(1, Math.ceil(circuit.waitMs / 1000)) });
    }
    this.inFlight++;
    upstream.inFlight++;
    let startedAt: number | undefined;
    const start = (): void => {
      startedAt = performance.now();
    };
    const end = once((outcome: Outcome) => {
      if (startedAt !== undefined && outcome !== 'unknown')
        this.duration.observe({ upstream: name }, (performance.now() - startedAt) / 1000);
      if (outcome === 'answered') circuit.succeed();
      else if (outcome === 'failed') circuit.fail();
      else circuit.forget();
    });
    const leave = once(() => {
      end('unknown');
      this.inFlight--;
      upstream.inFlight--;
    });
    return { url, start, end, leave };
  }

  private of(name: ServiceName): Upstream {
    const upstream = this.all.get(name);
    if (!upstream) throw new Error(`There is no service called ${name}`);
    return upstream;
  }
}

class Upstream {
  readonly circuit = new Circuit({ ...circuitBounds, now: () => performance.now() });
  inFlight = 0;

  constructor(
    readonly name: ServiceName,
    readonly url: string,
  ) {}
}

/** Where each service answers, as configured. */
export function addressesOf(settings: ConfigOf<typeof gatewayConfig>): Readonly<Record<ServiceName, string>> {
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
