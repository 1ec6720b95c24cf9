import {
  menuAnswer,
  menuItem,
  menuItemQuery,
  menuQuery,
  NotFound,
  type MenuItemQuery,
  type MenuQuery,
} from '@chowk/contracts';
import { Answers, currentCall, OperationId, Public, readyJson, refuse, Succeeds, Summary, withEtag } from '@chowk/kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { filterMenu, isFiltered } from '../domain/filter-menu.js';
import { ShowMenu } from '../use-cases/show-menu.js';

/** Kept by browsers and caches, but asked again each time: what is sold out must show within a second. */
const maxAge = 0;

@Controller('menu')
export class MenuController {
  constructor(private readonly showMenu: ShowMenu) {}

  @Get()
  @Public()
  @OperationId('getMenu')
  @Summary(
    'The menu: categories, items, variants, choices, prices, and what can be had now',
    'What guests read: only what is sold at that outlet in that way, in their language, with prices in paise and what is sold out. Filters narrow it. Send the `ETag` back: 304 costs next to nothing.',
  )
  @Succeeds('cached')
  @Answers(menuAnswer, NotFound)
  async menu(@Query({ schema: menuQuery }) { outlet, fulfilment, lang, ...filters }: MenuQuery) {
    const ready = await this.showMenu.run({ outletId: outlet, fulfilment, language: lang ?? currentCall().language });
    if (!isFiltered(filters)) return withEtag(readyJson(ready.bytes), { maxAge, tag: ready.tag });
    return withEtag(filterMenu(ready.menu, filters, ready.searchTexts), { maxAge });
  }

  @Get('items/:id')
  @Public()
  @OperationId('getMenuItem')
  @Summary(
    'One item of the menu',
    'The item as it stands in the menu of that outlet and way of fulfilment; 404 where it is not on it.',
  )
  @Succeeds('cached')
  @Answers(menuItem, NotFound)
  async item(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: menuItemQuery }) { outlet, fulfilment, lang }: MenuItemQuery,
  ) {
    const ready = await this.showMenu.run({ outletId: outlet, fulfilment, language: lang ?? currentCall().language });
    const item = ready.menu.categories.flatMap(({ items }) => items).find((one) => one.id === id);
    if (!item) throw refuse(NotFound);
    return withEtag(item, { maxAge });
  }
}
