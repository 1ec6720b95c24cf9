import { Controller, Get, Query } from '@nestjs/common';
import { ledgerEntryView, ledgerFilters, NotFound, trialBalanceView } from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { CheckFilters } from '../../payments/use-cases/check-filters.js';
import { Ledger } from '../database/ledger.js';
import { TrialBalance } from '../use-cases/trial-balance.js';
import { ledgerEntryViewOf } from './ledger.view.js';

const entriesQuery = listQuery(ledgerFilters);
type EntriesQuery = z.output<typeof entriesQuery>;

/** The ledger, for those who answer for the money. */
@Controller('ledger')
export class LedgerController {
  constructor(
    private readonly ledger: Ledger,
    private readonly balance: TrialBalance,
    private readonly checkFilters: CheckFilters,
  ) {}

  @Get('entries')
  @Permit('ledger:read')
  @OperationId('listLedgerEntries')
  @Summary(
    'Journals, newest first',
    'Every journal is balanced and never changed; a mistake is mended by another one. Of the outlets that the reader may enter.',
  )
  @Succeeds('page')
  @Answers(z.array(ledgerEntryView), NotFound)
  async entries(@Query({ schema: entriesQuery }) query: EntriesQuery, @CurrentPrincipal() who: Principal) {
    const { limit, cursor, count, ...filters } = query;
    const search = { ...filters, outlets: who.outlets };
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const rows = await this.ledger.entries(search, limit + 1, before);
    if (rows.length === 0) await this.checkFilters.run(filters, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id);
    const total = count ? { total: await this.ledger.count(search) } : {};
    return page(items.map(ledgerEntryViewOf), { nextCursor, limit, ...total });
  }

  @Get('trial-balance')
  @Permit('ledger:read')
  @OperationId('getTrialBalance')
  @Summary(
    'Sums of all accounts; the difference is zero at every moment',
    'Debit, credit and balance of each account over all time, of the outlets that the reader may enter.',
  )
  @Answers(trialBalanceView)
  trialBalance(@CurrentPrincipal() who: Principal) {
    return this.balance.run(who);
  }
}
