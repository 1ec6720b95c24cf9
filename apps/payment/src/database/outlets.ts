import { Injectable } from '@nestjs/common';
import { businessDate, Database, prepared, sql } from '@chowk/kit';

export interface OutletHours {
  readonly id: string;
  readonly timeZone: string;
  /** Local time, `04:00`. */
  readonly businessDayStart: string;
}

/** Where and when a business day begins, as auth told us; before it did, India's usual. */
const usual = { timeZone: 'Asia/Kolkata', businessDayStart: '04:00' };

/** This service's copy of the outlets: what their business days are. */
@Injectable()
export class Outlets {
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
  }

  /** Whether auth has told of this outlet. */
  async isKnown(outletId: string): Promise<boolean> {
    return (await this.database.query(prepared(sql`select 1 from outlet where id = ${outletId}`))).length > 0;
  }

  /** The business date `YYYY-MM-DD` of an instant at an outlet; of no outlet in particular, the usual one. */
  async businessDate(outletId: string | undefined, at: Date): Promise<string> {
    const [outlet] = await this.database.query<Omit<OutletHours, 'id'>>(
      prepared(
        sql`select time_zone as "timeZone", business_day_start as "businessDayStart" from outlet where id = ${outletId ?? null}`,
      ),
    );
    return businessDate(at, outlet ?? usual);
  }
}
