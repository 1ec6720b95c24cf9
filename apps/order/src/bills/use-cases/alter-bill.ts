import { Injectable } from '@nestjs/common';
import { NotFound, VersionConflict } from '@chowk/contracts';
import { Database, refuse, type Principal } from '@chowk/kit';
import type { Bill } from '../domain/bill.js';
import { BillBook } from './bill-book.js';
import { FindBills } from './find-bills.js';
import { SettleBill } from './settle-bill.js';

export interface Alteration {
  readonly billId: string;
  readonly who: Principal;
  readonly expectedVersion?: number | undefined;
}

/** What every change of a bill by a person has in common: it is theirs to see, locked with its orders, and stored with them. */
@Injectable()
export class AlterBill {
  constructor(
    private readonly database: Database,
    private readonly findBills: FindBills,
    private readonly book: BillBook,
    private readonly settleBill: SettleBill,
  ) {}

  /** The bill after `work`. Throws NotFound, also for bills of others, VERSION_CONFLICT, and what `work` throws. */
  async run({ billId, who, expectedVersion }: Alteration, work: (bill: Bill) => void | Promise<void>): Promise<Bill> {
    await this.findBills.one(billId, who);
    return this.database.transaction(async () => {
      const held = await this.book.holdBill(billId);
      if (!held) throw refuse(NotFound);
      const { bill, orders } = held;
      if (expectedVersion !== undefined && expectedVersion !== bill.version)
        throw refuse(VersionConflict, { version: bill.version });
      await work(bill);
      await this.settleBill.run(bill, orders, `${who.kind}:${who.id}`);
      return bill;
    });
  }
}
