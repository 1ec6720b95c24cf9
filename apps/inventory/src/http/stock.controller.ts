import {
  addStockItemBody,
  changeStockItemBody,
  deductStockBody,
  movementAnswer,
  NotFound,
  receiveStockBody,
  stockAlertAnswer,
  StockItemExists,
  stockItemAnswer,
  StockTooLow,
  UnknownReference,
  type AddStockItemBody,
  type ChangeStockItemBody,
  type DeductStockBody,
  type ReceiveStockBody,
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
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { FindStock } from '../use-cases/find-stock.js';
import { KeepStock } from '../use-cases/keep-stock.js';
import { movementView, stockAlertView, stockItemView } from './stock.view.js';

const stockQuery = listQuery({ outlet: z.uuid().optional() });
const position = z.object({ id: z.uuid() });

@Controller('inventory')
export class StockController {
  constructor(
    private readonly findStock: FindStock,
    private readonly keepStock: KeepStock,
  ) {}

  @Get('items')
  @Permit('inventory:read')
  @OperationId('listStockItems')
  @Summary(
    'Stock items of the outlets that the caller may enter',
    'What is on hand, held for orders that wait, and free, in the smallest unit.',
  )
  @Succeeds('page')
  @Answers(stockItemAnswer.array(), NotFound)
  async list(@Query({ schema: stockQuery }) query: z.output<typeof stockQuery>, @CurrentPrincipal() who: Principal) {
    const { limit, cursor, outlet } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findStock.page({ outletId: outlet, after, limit: limit + 1 }, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(stockItemView), { nextCursor, limit });
  }

  @Post('items')
  @Permit('inventory:write')
  @Idempotent('accepted')
  @OperationId('addStockItem')
  @Summary(
    'Begin to count something at an outlet',
    'What is there now is written as its first movement. SKUs are unique per outlet; recipes name them.',
  )
  @Succeeds('created')
  @Answers(stockItemAnswer, StockItemExists, UnknownReference)
  async add(@Body({ schema: addStockItemBody }) body: AddStockItemBody, @CurrentPrincipal() who: Principal) {
    const item = await this.keepStock.add(body, who);
    return created(stockItemView(item), `/api/v1/inventory/items/${item.id}`);
  }

  @Get('alerts')
  @Permit('inventory:read')
  @OperationId('listStockAlerts')
  @Summary(
    'Stock items that are low, out, or below zero, of the outlets that the caller may enter',
    'The worst that is true of each: below zero, out, or at its reorder level. Managers’ sockets are told when it happens.',
  )
  @Succeeds('page')
  @Answers(stockAlertAnswer.array(), NotFound)
  async alerts(@Query({ schema: stockQuery }) query: z.output<typeof stockQuery>, @CurrentPrincipal() who: Principal) {
    const { limit, cursor, outlet } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findStock.alerts({ outletId: outlet, after, limit: limit + 1 }, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(stockAlertView), { nextCursor, limit });
  }

  @Get('items/:id')
  @Permit('inventory:read')
  @OperationId('getStockItem')
  @Summary(
    'One stock item with its newest movements',
    'What is there and its newest movements, each with what was on hand after it.',
  )
  @Answers(stockItemAnswer.extend({ movements: movementAnswer.array() }), NotFound)
  async one(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() who: Principal) {
    const item = await this.findStock.one(id, who);
    const movements = await this.findStock.movementsOf(id);
    return { ...stockItemView(item), movements: movements.map(movementView) };
  }

  @Patch('items/:id')
  @Permit('inventory:write')
  @OperationId('changeStockItem')
  @Summary(
    'Rename a stock item, change its reorder level or its policy',
    'Fields that are left out stay as they are. `BLOCK` refuses orders for more than is free; `WARN` lets them pass and shows the variance.',
  )
  @Answers(stockItemAnswer, NotFound, StockTooLow)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeStockItemBody }) body: ChangeStockItemBody,
    @IfMatch() expectedVersion: number | undefined,
    @CurrentPrincipal() who: Principal,
  ) {
    await this.findStock.one(id, who);
    return stockItemView(await this.keepStock.change(id, body, expectedVersion));
  }

  @Post('receive')
  @Permit('inventory:write')
  @Idempotent('accepted')
  @OperationId('receiveStock')
  @Summary(
    'Goods came in',
    'Adds to what is on hand and to what it is worth. Items of the menu that were sold out for want of it are back by themselves.',
  )
  @Succeeds('created')
  @Answers(stockItemAnswer, UnknownReference)
  async receive(@Body({ schema: receiveStockBody }) body: ReceiveStockBody, @CurrentPrincipal() who: Principal) {
    const item = await this.keepStock.receive(body, who);
    return created(stockItemView(item), `/api/v1/inventory/items/${item.id}`);
  }

  @Patch('deduct')
  @Permit('inventory:write')
  @Idempotent('accepted')
  @OperationId('deductStock')
  @Summary(
    'Something left otherwise than by an order',
    'Waste, staff meals, corrections. Not below zero where the policy is `BLOCK`.',
  )
  @Answers(stockItemAnswer, UnknownReference, StockTooLow)
  async deduct(@Body({ schema: deductStockBody }) body: DeductStockBody, @CurrentPrincipal() who: Principal) {
    return stockItemView(await this.keepStock.deduct(body, who));
  }
}
