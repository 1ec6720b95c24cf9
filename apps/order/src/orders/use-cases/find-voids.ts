import { Injectable } from '@nestjs/common';
import type { VoidsFilters, VoidsReportView } from '@chowk/contracts';
import type { Principal } from '@chowk/kit';
import { LineChangeBook, type LineChangeRecord } from '../database/line-change-book.js';
import { CheckFilters } from './check-filters.js';

/** Who voided what and gave what free on a business date. */
@Injectable()
export class FindVoids {
  constructor(
    private readonly changes: LineChangeBook,
    private readonly checkFilters: CheckFilters,
  ) {}

  /** Per staff member, those with most first. Throws NotFound for an outlet that is not there, or not for the reader. */
  async run({ date, outlet }: VoidsFilters, who: Principal): Promise<VoidsReportView> {
    await this.checkFilters.run({ outlet }, who);
    const records = await this.changes.of(date, outlet === undefined ? who.outlets : [outlet]);
    const staff = [...Map.groupBy(records, ({ by }) => by)].map(([by, own]) => ({
      ...{ by, staffId: by.slice(by.indexOf(':') + 1), voids: counted(own, 'VOIDED'), comps: counted(own, 'COMPED') },
      lines: own.map(told),
    }));
    return { date, staff: staff.toSorted((one, other) => other.lines.length - one.lines.length) };
  }
}

function counted(records: readonly LineChangeRecord[], kind: LineChangeRecord['kind']) {
  const own = records.filter((record) => record.kind === kind);
  return { count: own.length, amount: own.reduce((sum, { amount }) => sum + amount, 0) };
}

function told({ orderId, orderNumber, outletId, lineId, kind, name, quantity, ...rest }: LineChangeRecord) {
  const { amount, isPrepared, reason, at } = rest;
  return {
    ...{ orderId, orderNumber, outletId, lineId, kind, name, quantity },
    ...{ amount, isPrepared, reason, at: at.toISOString() },
  };
}
