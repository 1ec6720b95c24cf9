import { NotFound, outletAnswer, type OutletAnswer } from '@chowk/contracts';
import {
  Answers,
  cutPage,
  decodeCursor,
  listQuery,
  OperationId,
  page,
  Public,
  Succeeds,
  Summary,
  type Answer,
} from '@chowk/kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { FindOutlets } from '../use-cases/find-outlets.js';
import { outletView } from './outlet.view.js';

const outletsQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('outlets')
export class OutletController {
  constructor(private readonly findOutlets: FindOutlets) {}

  @Get()
  @Public()
  @OperationId('listOutlets')
  @Summary(
    'The outlets of a business',
    'What guests may know of the places of a business: name, address, opening hours, time zone. Outlets that were closed for good are left out.',
  )
  @Succeeds('page')
  @Answers(outletAnswer.array())
  async list(
    @Query({ schema: outletsQuery }) { limit, cursor, count }: z.output<typeof outletsQuery>,
  ): Promise<Answer<readonly OutletAnswer[]>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findOutlets.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    const total = count ? { total: await this.findOutlets.count() } : {};
    return page(items.map(outletView), { nextCursor, limit, ...total });
  }

  @Get(':id')
  @Public()
  @OperationId('getOutlet')
  @Summary('One outlet', 'One place of the business as guests may know it. Outlets of other businesses are 404.')
  @Answers(outletAnswer, NotFound)
  async one(@Param('id') id: string): Promise<OutletAnswer> {
    return outletView(await this.findOutlets.one(id));
  }
}
