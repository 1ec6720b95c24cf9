import { Controller, Get, Query } from '@nestjs/common';
import { ledgerEntryView, ledgerFilters, trialBalanceView } from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  listQuery,
  page,
  Permit,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
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
  ) {}

  @Get('entries')
  @Permit('ledger:read')
  @Summary('Journals, newest first')
  @Answers(z.array(ledgerEntryView))
  async entries(@Query({ schema: entriesQuery }) query: EntriesQuery, @CurrentPrincipal() { outlets }: Principal) {
    const { limit, cursor, count, ...filters } = query;
    const search = { ...filters, outlets };
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const rows = await this.ledger.entries(search, limit + 1, before);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id);
    const total = count ? { total: await this.ledger.count(search) } : {};
    return page(items.map(ledgerEntryViewOf), { nextCursor, limit, ...total });
  }

  @Get('trial-balance')
  @Permit('ledger:read')
  @Summary('Sums of all accounts; the difference is zero at every moment')
  @Answers(trialBalanceView)
  trialBalance(@CurrentPrincipal() who: Principal) {
    return this.balance.run(who);
  }
}
