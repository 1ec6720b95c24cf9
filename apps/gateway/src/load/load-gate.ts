import { Overloaded } from '@chowk/contracts';
import { DomainError, type Log } from '@chowk/kit';
import { Counter, Gauge, type Registry } from 'prom-client';
import { partOf, type Importance } from '../domain/importance.js';
import type { Route } from '../domain/route.js';
import { AdaptiveLimit, type LoadBounds } from './adaptive-limit.js';
import { FairShares } from './fair-shares.js';

export interface LoadGateParts {
  readonly bounds: LoadBounds;
  readonly registry: Registry;
  readonly log: Log;
}

/** Milliseconds after which the limit is looked at anew, and between two lines about refusals. */
const windowMs = 250;
const tellEvery = 5_000;

/** 503 before anything was done for the call; it leaves a count and no line of its own. */
export class Shed extends DomainError {
  constructor() {
    super(Overloaded, undefined, { retryAfter: 1 });
  }
}

/** The place of one call among those in flight. */
export interface Slot {
  /** A service answered it after that many milliseconds. */
  took(ms: number): void;
  /** Once, when nothing of the call is left, or what is left is a stream. */
  leave(): void;
}

type Call = Pick<Route, 'importance' | 'method' | 'path'>;

/** Refuses at once what could not be done in time: the less important first, and a tenant that wants more than its share before the others. */
export class LoadGate {
  private readonly limit: AdaptiveLimit;
  private readonly shares = new FairShares(() => performance.now());
  private readonly shed: Counter<'importance' | 'reason'>;
  private readonly timer: NodeJS.Timeout;
  private inFlight = 0;
  private lastLook = performance.now();
  private refused = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: LoadGateParts) {
    this.limit = new AdaptiveLimit(parts.bounds);
    this.shed = new Counter({
      name: 'gateway_shed_total',
      help: 'Calls refused since too much was to be done, by their importance and whether it was all together or one tenant.',
      labelNames: ['importance', 'reason'],
      registers: [parts.registry],
    });
    const [limit, inFlight] = [() => this.limit.limit, () => this.inFlight];
    new Gauge({
      name: 'gateway_in_flight_limit',
      help: 'Calls that may be in flight now.',
      registers: [parts.registry],
      collect() {
        this.set(limit());
      },
    });
    new Gauge({
      name: 'gateway_in_flight',
      help: 'Calls that are in flight.',
      registers: [parts.registry],
      collect() {
        this.set(inFlight());
      },
    });
    this.timer = setInterval(() => this.look(), windowMs);
    this.timer.unref();
  }

  /**
   * Asks before anything is done for the call, and again when it is known for whom it is. Throws {@link Shed} when there is no room for calls
   * of its importance, or when that tenant has its share while others want theirs.
   */
  check({ importance }: Call, tenantId?: string): void {
    const { limit } = this.limit;
    if (this.inFlight >= limit * partOf[importance]) throw this.refuse(importance, 'all');
    if (tenantId === undefined || importance === 'vital') return;
    if (!this.shares.admits(tenantId, this.inFlight, limit)) throw this.refuse(importance, 'tenant');
  }

  /** Gives a call its place, as soon as nothing but the service is waited for. Throws as {@link check} does. */
  enter(call: Call, tenantId?: string): Slot {
    this.check(call, tenantId);
    this.limit.note(++this.inFlight);
    if (tenantId !== undefined) this.shares.enter(tenantId);
    const kind = `${call.method} ${call.path}`;
    let hasLeft = false;
    const leave = (): void => {
      if (hasLeft) return;
      hasLeft = true;
      this.inFlight--;
      if (tenantId !== undefined) this.shares.leave(tenantId);
    };
    const took = (ms: number): void => {
      // A provider that is slow, or a socket that lasts, says nothing about how much there is to do
      if (call.importance !== 'vital') this.limit.took(kind, ms, call.importance === 'read');
    };
    return { took, leave };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private refuse(importance: Importance, reason: 'all' | 'tenant'): Shed {
    this.shed.inc({ importance, reason });
    this.refused++;
    return new Shed();
  }

  private look(): void {
    const now = performance.now();
    const took = now - this.lastLook;
    this.lastLook = now;
    this.limit.adjust(took / 1000, Math.max(0, took - windowMs));
    if (this.refused === 0 || now - this.toldAt < tellEvery) return;
    this.toldAt = now;
    const { inFlight, refused } = this;
    this.parts.log.warn('calls were refused: too much to do', {
      refused,
      inFlight,
      limit: Math.round(this.limit.limit),
    });
    this.refused = 0;
  }
}
