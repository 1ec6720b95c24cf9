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
  page,
  Permit,
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
  @Summary('Items in all their languages, as staff see them')
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
  @Summary('Put an item on the menu')
  @Answers(itemAnswer, UnknownReference)
  async add(@Body({ schema: addItemBody }) body: AddItemBody, @CurrentPrincipal() who: Principal) {
    const item = await this.keepItems.add(body, who);
    return created(itemView(item), `/api/v1/menu/items/${item.id}`);
  }

  @Patch(':id')
  @Permit('catalog:write')
  @Summary('Change an item; orders that were placed keep their prices')
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
  @Summary('Take an item off the menu; old orders still name it')
  @Answers(undefined, NotFound, VersionConflict)
  async archive(@Param('id', { schema: z.uuid() }) id: string, @IfMatch() expectedVersion: number | undefined) {
    await this.keepItems.archive(id, expectedVersion);
    return noContent();
  }

  @Patch(':id/availability')
  @Permit('catalog:availability')
  @Summary('Sold out (until an instant, or until tomorrow), or to be had again')
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
  @Summary('How the prices of an item changed, the newest first')
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
