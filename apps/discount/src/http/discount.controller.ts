import {
  addRuleBody,
  calculateBody,
  calculation,
  changeRuleBody,
  NotFound,
  PermissionDenied,
  ruleAnswer,
  UnknownReference,
  type AddRuleBody,
  type CalculateBody,
  type ChangeRuleBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  Idempotent,
  IfMatch,
  listQuery,
  noContent,
  OperationId,
  page,
  Permit,
  Public,
  Succeeds,
  Summary,
  type Principal,
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
  @OperationId('calculateDiscounts')
  @Summary(
    'What a cart would cost now, and why',
    'With today’s rules: each with what it gave or what stood in its way. For menus and carts before sign-in; an order is priced anew when it is placed.',
  )
  @Answers(calculation, UnknownReference)
  async calculate(@Body({ schema: calculateBody }) body: CalculateBody) {
    return calculationView(await this.calculateDiscounts.run(body));
  }

  @Get('rules')
  @Permit('discount:read')
  @OperationId('listDiscountRules')
  @Summary(
    'Discount rules, newest first',
    'Active and inactive ones. Staff of some outlets see the rules that hold there, and those that hold everywhere.',
  )
  @Succeeds('page')
  @Answers(ruleAnswer.array())
  async list(
    @Query({ schema: rulesQuery }) { limit, cursor }: z.output<typeof rulesQuery>,
    @CurrentPrincipal() who: Principal,
  ) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepRules.page({ after, limit: limit + 1 }, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(ruleView), { nextCursor, limit });
  }

  @Get('rules/:id')
  @Permit('discount:read')
  @OperationId('getDiscountRule')
  @Summary('One rule', 'Conditions, what it gives, its cap, and how it stacks with others.')
  @Answers(ruleAnswer, NotFound)
  async one(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() who: Principal) {
    return ruleView(await this.keepRules.one(id, who));
  }

  @Post('rules')
  @Permit('discount:write')
  @Idempotent('accepted')
  @OperationId('addDiscountRule')
  @Summary(
    'Write a rule',
    'Holds for carts that are priced from now on. Staff of some outlets write rules for those outlets alone.',
  )
  @Succeeds('created')
  @Answers(ruleAnswer, UnknownReference, PermissionDenied)
  async add(@Body({ schema: addRuleBody }) body: AddRuleBody, @CurrentPrincipal() who: Principal) {
    const rule = await this.keepRules.add(body, who);
    return created(ruleView(rule), `/api/v1/discounts/rules/${rule.id}`);
  }

  @Patch('rules/:id')
  @Permit('discount:write')
  @OperationId('changeDiscountRule')
  @Summary(
    'Change a rule; orders priced before keep their price',
    'Name, times, cap, minimum, priority, or switched off; anything else is another rule.',
  )
  @Answers(ruleAnswer, NotFound, PermissionDenied)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeRuleBody }) body: ChangeRuleBody,
    @IfMatch() expectedVersion: number | undefined,
    @CurrentPrincipal() who: Principal,
  ) {
    return ruleView(await this.keepRules.change(id, body, who, expectedVersion));
  }

  @Delete('rules/:id')
  @Permit('discount:write')
  @OperationId('removeDiscountRule')
  @Summary('Remove a rule', 'Carts get it no more; orders that got it keep it.')
  @Succeeds('no-content')
  @Answers(undefined, NotFound, PermissionDenied)
  async remove(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() who: Principal) {
    await this.keepRules.remove(id, who);
    return noContent();
  }
}
