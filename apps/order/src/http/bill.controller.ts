import { Controller, Get, Param, Query } from '@nestjs/common';
import { billFilters, billView as billShape, type BillView } from '@chowk/contracts';
import { Answers, CurrentPrincipal, listQuery, page, Permit, Summary, type Principal } from '@chowk/kit';
import { z } from 'zod';
import { FindBills } from '../use-cases/find-bills.js';
import { billView } from './bill.view.js';

const billsQuery = listQuery(billFilters);

/** What is owed, paid and due. */
@Controller('bills')
export class BillController {
  constructor(private readonly findBills: FindBills) {}

  @Get()
  @Permit('bill:read', 'bill:read:own')
  @Summary('Bills that the caller may see, newest first')
  @Answers(z.array(billShape))
  async list(@Query({ schema: billsQuery }) query: z.output<typeof billsQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findBills.list(query, who);
    return page(items.map(billView), { ...meta, limit: query.limit });
  }

  @Get(':id')
  @Permit('bill:read', 'bill:read:own')
  @Summary('One bill: its orders, round-off, payments, what is due')
  @Answers(billShape)
  async read(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<BillView> {
    return billView(await this.findBills.one(id, who));
  }
}
