import {
  addItemBody,
  changeItemBody,
  itemAnswer,
  itemAvailabilityBody,
  NotFound,
  priceChangeAnswer,
  UnknownReference,
  VersionConflict,
  type AddItemBody,
  type ChangeItemBody,
  type ItemAvailabilityBody,
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
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { PriceHistory } from '../database/price-history.js';
import { StockGaps } from '../../stock/database/stock-gaps.js';
import type { Item } from '../domain/item.js';
import { KeepItems } from '../use-cases/keep-items.js';
import { SetAvailability } from '../use-cases/set-availability.js';
import { itemView, priceChangeView } from './catalog.view.js';

const plainList = listQuery({});
type PlainList = z.output<typeof plainList>;
const position = z.object({ id: z.uuid() });

@Controller('menu/items')
export class ItemController {
  constructor(
    private readonly keepItems: KeepItems,
    private readonly setAvailability: SetAvailability,
    private readonly history: PriceHistory,
    private readonly gaps: StockGaps,
  ) {}

  @Get()
  @Permit('catalog:read')
  @OperationId('listItems')
  @Summary(
    'Items in all their languages, as staff see them',
    'Every item with all languages, prices per outlet and choices, also those that are not sold now. What guests see is `getMenu`.',
  )
  @Succeeds('page')
  @Answers(itemAnswer.array())
  async list(@Query({ schema: plainList }) { limit, cursor }: PlainList) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepItems.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(await this.views(items), { nextCursor, limit });
  }

  @Post()
  @Permit('catalog:write')
  @Idempotent('accepted')
  @OperationId('addItem')
  @Summary(
    'Put an item on the menu',
    'On the menu of all outlets within about a second, unless its overrides or serving windows say otherwise. Prices are paise; variants have prices of their own.',
  )
  @Succeeds('created')
  @Answers(itemAnswer, UnknownReference)
  async add(@Body({ schema: addItemBody }) body: AddItemBody, @CurrentPrincipal() who: Principal) {
    const item = await this.keepItems.add(body, who);
    return created(itemView(item), `/api/v1/menu/items/${item.id}`);
  }

  @Patch(':id')
  @Permit('catalog:write')
  @OperationId('changeItem')
  @Summary(
    'Change an item; orders that were placed keep their prices',
    'Fields that are left out stay as they are; lists (variants, overrides, windows) are replaced as a whole. A new price is kept in the history and holds for orders from now on.',
  )
  @Answers(itemAnswer, NotFound, UnknownReference, VersionConflict)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeItemBody }) body: ChangeItemBody,
    @IfMatch() expectedVersion: number | undefined,
    @CurrentPrincipal() who: Principal,
  ) {
    return this.view(await this.keepItems.change(id, body, who, expectedVersion));
  }

  @Delete(':id')
  @Permit('catalog:write')
  @OperationId('removeItem')
  @Summary(
    'Take an item off the menu; old orders still name it',
    'It leaves the menu and cannot be ordered any more; orders, bills and reports still name it.',
  )
  @Succeeds('no-content')
  @Answers(undefined, NotFound, VersionConflict)
  async archive(@Param('id', { schema: z.uuid() }) id: string, @IfMatch() expectedVersion: number | undefined) {
    await this.keepItems.archive(id, expectedVersion);
    return noContent();
  }

  @Patch(':id/availability')
  @Permit('catalog:availability')
  @OperationId('setItemAvailability')
  @Summary(
    'Sold out (until an instant, or until tomorrow), or to be had again',
    'Takes an item off sale at all outlets or one, until an instant, until tomorrow, or until it is put back. Menus, carts and the stream of `getAvailability` know within a second.',
  )
  @Answers(itemAnswer, NotFound, UnknownReference, VersionConflict)
  async availability(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: itemAvailabilityBody }) body: ItemAvailabilityBody,
    @IfMatch() expectedVersion: number | undefined,
    @CurrentPrincipal() who: Principal,
  ) {
    return this.view(await this.setAvailability.run(id, body, who, expectedVersion));
  }

  @Get(':id/prices')
  @Permit('catalog:read')
  @OperationId('listItemPrices')
  @Summary(
    'How the prices of an item changed, the newest first',
    'Each change with who made it and when, the newest first.',
  )
  @Succeeds('page')
  @Answers(priceChangeAnswer.array(), NotFound)
  async prices(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: plainList }) { limit, cursor }: PlainList,
  ) {
    await this.keepItems.one(id);
    const before = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.history.page(id, { before, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, (row) => ({ id: row.id }));
    return page(items.map(priceChangeView), { nextCursor, limit });
  }

  private async view(item: Item) {
    const outlets = await this.gaps.outletsOf([item.id]);
    return itemView(item, outlets.get(item.id));
  }

  private async views(items: readonly Item[]) {
    const outlets = await this.gaps.outletsOf(items.map(({ id }) => id));
    return items.map((item) => itemView(item, outlets.get(item.id)));
  }
}
