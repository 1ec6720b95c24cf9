import type { Log } from '@chowk/kit';
import {
  mergedReference,
  serviceReference,
  type ApiReference,
  type ServiceReference,
} from '../domain/merged-reference.js';
import type { RouteBook } from '../domain/route-book.js';
import type { ServicePool } from './service-pool.js';
import type { Upstreams } from './upstreams.js';

/** Milliseconds a service has to hand out its document, and for which the merged one is given again. */
const patienceMs = 2_000;
const freshMs = 15_000;

/** The OpenAPI documents of all services as one: what can be called through the gateway, and nothing else. */
export class ApiReferences {
  private readonly last = new Map<string, ServiceReference>();
  private merged: Promise<ApiReference> | undefined;
  private mergedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly upstreams: Pick<Upstreams, 'pools'>,
    private readonly routes: RouteBook,
    private readonly log: Log,
  ) {}

  /** A service that is away is described as it described itself last, or not at all. */
  read(): Promise<ApiReference> {
    if (this.merged && performance.now() - this.mergedAt < freshMs) return this.merged;
    this.mergedAt = performance.now();
    return (this.merged = this.merge());
  }

  private async merge(): Promise<ApiReference> {
    await Promise.all(this.upstreams.pools().map((pool) => this.fetch(pool)));
    const documents = this.upstreams.pools().flatMap(({ name }) => this.last.get(name) ?? []);
    const { reference, clashes } = mergedReference(documents, this.routes);
    if (clashes.length > 0) this.log.warn('services describe the same thing differently', { clashes });
    return reference;
  }

  private async fetch({ name, instances }: ServicePool): Promise<void> {
    const instance = instances.find(({ state }) => state === 'serving') ?? instances[0];
    try {
      const answer = await fetch(`${instance?.origin}/docs/openapi.json`, {
        signal: AbortSignal.timeout(patienceMs),
        redirect: 'error',
      });
      this.last.set(name, serviceReference.parse(await answer.json()));
    } catch (error) {
      this.log.warn('a service did not hand out its API reference', { upstream: name, error });
    }
  }
}
