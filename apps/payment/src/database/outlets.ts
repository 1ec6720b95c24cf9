import { Injectable } from '@nestjs/common';
import { businessDate, currentTenantId, Database, prepared, ShortMemory, sql } from '@chowk/kit';

export interface OutletHours {
  readonly id: string;
  readonly timeZone: string;
  /** Local time, `04:00`. */
  readonly businessDayStart: string;
}

/** Where and when a business day begins, as auth told us; before it did, India's usual. */
const usual = { timeZone: 'Asia/Kolkata', businessDayStart: '04:00' };

/** Every payment asks for hours that change once in years; another instance may be told of a change this much later (ms). */
const freshMs = 10_000;
const remembered = 2_000;

/** This service's copy of the outlets: what their business days are. */
@Injectable()
export class Outlets {
  readonly #known = new ShortMemory<Omit<OutletHours, 'id'>>(remembered, freshMs);

  constructor(private readonly database: Database) {}

  /** Keeps the newest version. */
  async keep({ id, timeZone, businessDayStart }: OutletHours, version: number): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into outlet (tenant_id, id, version, time_zone, business_day_start)
        values (current_setting('app.tenant_id')::uuid, ${id}, ${version}, ${timeZone}, ${businessDayStart})
        on conflict (tenant_id, id) do update set version = excluded.version, time_zone = excluded.time_zone,
          business_day_start = excluded.business_day_start
        where outlet.version < excluded.version`),
    );
    const key = keyOf(id);
    this.database.afterCommit(() => this.#known.forget(key));
  }

  /** Whether auth has told of this outlet. */
  async isKnown(outletId: string): Promise<boolean> {
    return (await this.database.query(prepared(sql`select 1 from outlet where id = ${outletId}`))).length > 0;
  }

  /** The business date `YYYY-MM-DD` of an instant at an outlet; of no outlet in particular, the usual one. */
  async businessDate(outletId: string | undefined, at: Date): Promise<string> {
    return businessDate(at, (outletId === undefined ? undefined : await this.#hoursOf(outletId)) ?? usual);
  }

  async #hoursOf(outletId: string): Promise<Omit<OutletHours, 'id'> | undefined> {
    const key = keyOf(outletId);
    const known = this.#known.get(key);
    if (known) return known;
    const [outlet] = await this.database.query<Omit<OutletHours, 'id'>>(
      prepared(
        sql`select time_zone as "timeZone", business_day_start as "businessDayStart" from outlet where id = ${outletId}`,
      ),
    );
    if (outlet) this.#known.keep(key, outlet);
    return outlet;
  }
}

const keyOf = (outletId: string): string => `${currentTenantId()}/${outletId}`;
