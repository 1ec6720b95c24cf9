import { RateLimited } from '@chowk/contracts';
import { refuse, type DomainError, type Log } from '@chowk/kit';
import { Counter, type Registry } from 'prom-client';
import type { Strictness } from '../domain/route.js';
import type { Allowances, LimitName } from './allowances.js';
import type { Bucket, Buckets, StandIn, Standing } from './bucket.js';

/** Whom a call is counted for. */
export interface Counted {
  readonly peer: string;
  readonly personId: string | undefined;
  readonly tenantId: string | undefined;
  readonly strictness: Strictness;
}

/** Most buckets of which it is remembered that they are empty. */
const mostEmpty = 10_000;

/** How long Redis is left alone after it failed to count, in milliseconds. */
const coolDownMs = 1_000;

export interface RateLimitParts {
  readonly allowances: Allowances;
  readonly everywhere: Buckets;
  /** Counts while `everywhere` cannot. */
  readonly here: StandIn;
  readonly registry: Registry;
  readonly log: Log;
}

/** Says how many calls are too many: per address, person and tenant, and once more for what is worth guessing or costs money. */
export class RateLimits {
  private readonly refused: Counter<'limit'>;
  private redisFrom = Number.NEGATIVE_INFINITY;
  /** Until when buckets admit nobody, as far as was told: who calls before need not be counted anywhere to be refused. */
  private readonly empty = new Map<string, { readonly until: number; readonly standing: Standing }>();

  constructor(private readonly parts: RateLimitParts) {
    this.refused = new Counter({
      name: 'rate_limited_total',
      help: 'Calls refused because of too many, by the limit they hit.',
      labelNames: ['limit'],
      registers: [parts.registry],
    });
  }

  /** Counts the call; answers the headers that tell how the tightest limit stands. Throws 429 RATE_LIMITED with those headers in {@link TooMany}. */
  async count(call: Counted): Promise<Readonly<Record<string, string>>> {
    const buckets = bucketsOf(call, this.parts.allowances);
    const known = this.knownRefusal(buckets);
    const standings = known ? [known] : await this.spend(buckets);
    const refusing = standings.filter(({ admitted }) => !admitted);
    const tightest = [...(refusing.length > 0 ? refusing : standings)].sort(byTightness)[0];
    if (!tightest) return {};
    if (tightest.admitted) return headersOf(tightest);
    if (!known) this.remember(tightest);
    const { limit } = tightest.bucket;
    this.refused.inc({ limit });
    throw new TooMany(headersOf(tightest), limit, tightest.waitMs);
  }

  private knownRefusal(buckets: readonly Bucket[]): Standing | undefined {
    const now = performance.now();
    for (const { key } of buckets) {
      const found = this.empty.get(key);
      if (!found) continue;
      if (found.until > now) return { ...found.standing, waitMs: found.until - now };
      this.empty.delete(key);
    }
    return undefined;
  }

  private remember(standing: Standing): void {
    if (this.empty.size >= mostEmpty) this.empty.clear();
    this.empty.set(standing.bucket.key, { until: performance.now() + standing.waitMs, standing });
  }

  private async spend(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    const { everywhere, here, log } = this.parts;
    if (performance.now() < this.redisFrom) return here.spend(buckets);
    try {
      const standings = await everywhere.spend(here.owed(buckets));
      here.learn(standings);
      return standings;
    } catch (error) {
      this.redisFrom = performance.now() + coolDownMs;
      log.warn('calls are counted by this instance alone, since Redis does not answer', { error });
      return here.spend(buckets);
    }
  }
}

/** 429 with what to tell the caller. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
  readonly refusal: DomainError;

  constructor(
    readonly headers: Readonly<Record<string, string>>,
    limit: LimitName,
    waitMs: number,
  ) {
    super(`Too many calls per ${limit}`);
    this.refusal = refuse(RateLimited, { limit }, { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
}

function bucketsOf({ peer, personId, tenantId, strictness }: Counted, allowances: Allowances): Bucket[] {
  const bucket = (limit: LimitName, of: string): Bucket => ({
    limit,
    key: `${limit}:${of}`,
    allowance: allowances[limit],
  });
  const address = networkOf(peer);
  // Providers call from few addresses for all tenants at once
  if (strictness === 'webhook') return [bucket('webhook', address)];
  return [
    bucket('address', address),
    ...(personId === undefined ? [] : [bucket('person', personId)]),
    ...(tenantId === undefined ? [] : [bucket('tenant', tenantId)]),
    ...(strictness === 'ordinary'
      ? []
      : [bucket(strictness, strictness === 'payment' ? (personId ?? address) : address)]),
  ];
}

/** The address, or for IPv6 the network of 64 bits, which one customer of a provider has to themselves. */
export function networkOf(peer: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(peer)?.[1];
  if (mapped !== undefined) return mapped;
  if (!peer.includes(':')) return peer;
  const [head = '', tail] = (peer.split('%')[0] ?? '').toLowerCase().split('::');
  const start = head.split(':').filter(Boolean);
  const end = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0');
  return `${[...start, ...zeros, ...end].slice(0, 4).join(':')}::/64`;
}

function byTightness(one: Standing, other: Standing): number {
  return (
    other.waitMs - one.waitMs ||
    one.remaining / one.bucket.allowance.calls - other.remaining / other.bucket.allowance.calls
  );
}

function headersOf({ bucket, remaining, resetMs }: Standing): Record<string, string> {
  return {
    'ratelimit-limit': String(bucket.allowance.calls),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetMs / 1000)),
  };
}
