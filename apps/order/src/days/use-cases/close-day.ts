import { Injectable } from '@nestjs/common';
import { NotFound, OutletDayOpen, OutOfRange } from '@chowk/contracts';
import { Clock, Database, InjectStore, newId, refuse, sql, Store, type Principal } from '@chowk/kit';
import { DayBook, type RunningDay } from '../database/day-book.js';
import { PriceList } from '../../database/price-list.js';
import { OutletDay } from '../domain/outlet-day.js';
import type { OutletSnapshot } from '../../database/outlet-snapshot.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A business day as it stands: closed, or what it has come to so far. */
export interface DayReport extends RunningDay {
  readonly outletId: string;
  readonly businessDate: string;
  readonly closed: OutletDay | null;
}

/** Closes the books of an outlet for a business day: nothing more is sold on it. */
@Injectable()
export class CloseDay {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly priceList: PriceList,
    private readonly days: DayBook,
    @InjectStore(OutletDay) private readonly outletDays: Store<OutletDay>,
  ) {}

  /**
   * The closed day, the running one unless another is named; `isNew` is false when it was closed before. Throws NotFound,
   * OUT_OF_RANGE for a day to come, OUTLET_DAY_OPEN with all that has to be settled, finished or counted first.
   */
  async run(outletId: string, date: string | undefined, who: Principal): Promise<DayReport & { isNew: boolean }> {
    const businessDate = await this.dayOf(outletId, date, who);
    return this.database.transaction(async () => {
      // Two who close at once, or an order that comes meanwhile: the second one sees what the first one did.
      await this.database.query(
        sql`select pg_advisory_xact_lock(hashtextextended('day ' || ${outletId}::text || ${businessDate}::text, 0))`,
      );
      const before = await this.look(outletId, businessDate);
      if (before.closed) return { ...before, isNew: false };
      const { open, sums } = before;
      if (open.bills.length + open.orders.length + open.drawers.length > 0)
        throw refuse(OutletDayOpen, [...open.bills, ...open.orders, ...open.drawers]);
      const closed = OutletDay.close({ id: newId(), outletId, businessDate, closedBy: `${who.kind}:${who.id}` }, sums);
      await this.outletDays.add(closed);
      return { ...before, closed, isNew: true };
    });
  }

  /** How a business day stands, the running one unless another is named. Throws NotFound, OUT_OF_RANGE for a day to come. */
  async report(outletId: string, date: string | undefined, who: Principal): Promise<DayReport> {
    return this.look(outletId, await this.dayOf(outletId, date, who));
  }

  private async look(outletId: string, businessDate: string): Promise<DayReport> {
    const [closed] = await this.outletDays.findBy({ outletId, businessDate }, { limit: 1 });
    const running = await this.days.look(outletId, businessDate);
    return { outletId, businessDate, closed: closed ?? null, ...running };
  }

  private async dayOf(outletId: string, date: string | undefined, who: Principal): Promise<string> {
    const today = this.clock.businessDate(await this.outletOf(outletId, who));
    if (date !== undefined && date > today)
      throw refuse(OutOfRange, [
        { path: 'businessDate', code: 'OUT_OF_RANGE', message: `must be ${today} or earlier: that day runs now` },
      ]);
    return date ?? today;
  }

  private async outletOf(outletId: string, who: Principal): Promise<OutletSnapshot> {
    const outlet = uuid.test(outletId) && who.mayEnter(outletId) ? await this.priceList.outlet(outletId) : null;
    if (!outlet) throw refuse(NotFound);
    return outlet;
  }
}
