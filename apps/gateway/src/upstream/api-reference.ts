import { z } from 'zod';
import type { Log } from '@chowk/kit';
import type { RouteBook } from '../domain/route-book.js';
import type { ServicePool } from './service-pool.js';
import type { Upstreams } from './upstreams.js';

const operation = z.looseObject({ summary: z.string().optional(), 'x-roles': z.array(z.string()).optional() });
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)), components: z.unknown() });
type Document = z.output<typeof document>;
export type Operation = z.output<typeof operation>;

export interface ApiReference {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: unknown;
}

/** Milliseconds a service has to hand out its document, and for which the merged one is given again. */
const patienceMs = 2_000;
const freshMs = 15_000;

/** The OpenAPI documents of all services as one: what can be called through the gateway, and nothing else. */
export class ApiReferences {
  private readonly last = new Map<string, Document>();
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
    const documents = [...this.last.values()];
    const paths: Record<string, Record<string, Operation>> = {};
    for (const [path, operations] of documents.flatMap((one) => Object.entries(one.paths))) {
      for (const [method, described] of Object.entries(operations)) {
        const { route } = this.routes.find(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
        if (route) paths[path] = { ...paths[path], [method]: described };
      }
    }
    const description = 'Everything that can be called from outside. Errors and their remedies: docs/errors.md.';
    return {
      openapi: '3.1.0',
      info: { title: 'Chowk', version: '1', description },
      paths: Object.fromEntries(Object.entries(paths).sort(([one], [other]) => one.localeCompare(other))),
      components: documents[0]?.components ?? {},
    };
  }

  private async fetch({ name, instances }: ServicePool): Promise<void> {
    const instance = instances.find(({ state }) => state === 'serving') ?? instances[0];
    try {
      const answer = await fetch(`${instance?.origin}/docs/openapi.json`, {
        signal: AbortSignal.timeout(patienceMs),
        redirect: 'error',
      });
      this.last.set(name, document.parse(await answer.json()));
    } catch (error) {
      this.log.warn('a service did not hand out its API reference', { upstream: name, error });
    }
  }
}
