import { NotFound, OutletState, ValidationFailed } from '@chowk/contracts';
import { businessDate, Clock, refuse, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { KnownOutlets } from '../database/known-outlets.js';

export type Outlet = z.output<typeof OutletState.schema>;

/** Which outlets and days a reader asks about. */
export interface Scope {
  /** Null: every outlet of the tenant, also those not heard of yet. */
  readonly outletIds: readonly string[] | null;
  /** Those of them that we have heard of. */
  readonly outlets: readonly Outlet[];
  /** Business dates, both included. */
  readonly from: string;
  readonly to: string;
}

/** Longest period one call may ask about. */
const mostDays = 366;

/** Narrows what is asked to what the caller may see. */
@Injectable()
export class ReadingScope {
  constructor(
    private readonly known: KnownOutlets,
    private readonly clock: Clock,
  ) {}

  /**
   * `to` is today unless asked otherwise, `from` the same day. Throws NotFound for an outlet that the caller may not
   * enter, as for one that does not exist, and ValidationFailed for a period that is upside down or too long.
   */
  async of(
    { outlet, from, to }: { outlet?: string | undefined; from?: string | undefined; to?: string | undefined },
    who: Principal,
  ): Promise<Scope> {
    const asked = await (outlet === undefined ? this.known.all() : this.known.many([outlet]));
    const outlets = asked.filter(({ id }) => who.mayEnter(id));
    if (outlet !== undefined && outlets.length === 0) throw refuse(NotFound);
    const last = to ?? this.todayAt(outlets);
    const first = from ?? last;
    if (first > last) throw unfit('is after the end of the period');
    if (daysBetween(first, last) >= mostDays) throw unfit(`is more than ${mostDays} days before the end of the period`);
    const limits = who.outlets === 'all' ? null : who.outlets;
    return { outletIds: outlet === undefined ? limits : [outlet], outlets, from: first, to: last };
  }

  /**
   * Whether the numbers of a scope still grow: its last business day is not over in the zone of some outlet. An outlet
   * we have not heard of may be anywhere, hence its day is never known to be over.
   */
  isProvisional({ to, outlets }: Pick<Scope, 'to' | 'outlets'>, counted: readonly string[]): boolean {
    if (counted.some((outletId) => !outlets.some(({ id }) => id === outletId))) return true;
    return outlets.length === 0 || outlets.some((outlet) => to >= this.clock.businessDate(outlet));
  }

  /** The latest business date any of the outlets is in; without outlets the date in UTC. */
  private todayAt(outlets: readonly Outlet[]): string {
    const dates = outlets.map((outlet) => this.clock.businessDate(outlet)).sort();
    return dates.at(-1) ?? businessDate(this.clock.now(), { timeZone: 'UTC', businessDayStart: '00:00' });
  }
}

const unfit = (message: string) => refuse(ValidationFailed, [{ path: 'from', code: 'OUT_OF_RANGE', message }]);

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
