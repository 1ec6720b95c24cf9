import { Injectable } from '@nestjs/common';
import type { TrialBalanceView } from '@chowk/contracts';
import type { Principal } from '@chowk/kit';
import { Ledger } from '../database/ledger.js';

/** The sums of all accounts; debits equal credits at every moment. */
@Injectable()
export class TrialBalance {
  constructor(private readonly ledger: Ledger) {}

  /** Over the outlets that the caller may enter. */
  async run({ outlets }: Pick<Principal, 'outlets'>): Promise<TrialBalanceView> {
    const totals = await this.ledger.totals(outlets);
    const debit = totals.reduce((sum, account) => sum + account.debit, 0);
    const credit = totals.reduce((sum, account) => sum + account.credit, 0);
    return {
      currency: 'INR',
      accounts: totals.map((account) => ({ ...account, balance: account.debit - account.credit })),
      ...{ debit, credit, difference: debit - credit },
    };
  }
}
