import {
  addRuleBody,
  calculateBody,
  calculation,
  changeRuleBody,
  NotFound,
  ruleAnswer,
  UnknownReference,
  type AddRuleBody,
  type CalculateBody,
  type ChangeRuleBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  cutPage,
  decodeCursor,
  Idempotent,
  IfMatch,
  listQuery,
  noContent,
  page,
  Permit,
  Public,
  Summary,
} from '@chowk/kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CalculateDiscounts } from '../use-cases/calculate-discounts.js';
import { KeepRules } from '../use-cases/keep-rules.js';
import { calculationView, ruleView } from './discount.view.js';

const rulesQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('discounts')
export class DiscountController {
  constructor(
    private readonly calculateDiscounts: CalculateDiscounts,
    private readonly keepRules: KeepRules,
  ) {}

  @Post('calculate')
  @HttpCode(200)
  @Public()
  @Summary('What a cart would cost now, and why')
  @Answers(calculation, UnknownReference)
  async calculate(@Body({ schema: calculateBody }) body: CalculateBody) {
    return calculationView(await this.calculateDiscounts.run(body));
  }

  @Get('rules')
  @Permit('discount:read')
  @Summary('Discount rules, newest first')
  @Answers(ruleAnswer.array())
  async list(@Query({ schema: rulesQuery }) { limit, cursor }: z.output<typeof rulesQuery>) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepRules.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(ruleView), { nextCursor, limit });
  }

  @Get('rules/:id')
  @Permit('discount:read')
  @Summary('One rule')
  @Answers(ruleAnswer, NotFound)
  async one(@Param('id', { schema: z.uuid() }) id: string) {
    return ruleView(await this.keepRules.one(id));
  }

  @Post('rules')
  @Permit('discount:write')
  @Idempotent('accepted')
  @Summary('Write a rule')
  @Answers(ruleAnswer, UnknownReference)
  async add(@Body({ schema: addRuleBody }) body: AddRuleBody) {
    const rule = await this.keepRules.add(body);
    return created(ruleView(rule), `/api/v1/discounts/rules/${rule.id}`);
  }

  @Patch('rules/:id')
  @Permit('discount:write')
  @Summary('Change a rule; orders priced before keep their price')
  @Answers(ruleAnswer, NotFound)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeRuleBody }) body: ChangeRuleBody,
    @IfMatch() expectedVersion: number | undefined,
  ) {
    return ruleView(await this.keepRules.change(id, body, expectedVersion));
  }

  @Delete('rules/:id')
  @Permit('discount:write')
  @Summary('Remove a rule')
  @Answers(undefined, NotFound)
  async remove(@Param('id', { schema: z.uuid() }) id: string) {
    await this.keepRules.remove(id);
    return noContent();
  }
}
