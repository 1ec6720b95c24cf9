import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  closeDrawerBody,
  DrawerAlreadyOpen,
  drawerFilters,
  DrawerNotOpen,
  DrawerTooLow,
  drawerView,
  drawerWithMovementsView,
  moveCashBody,
  NotFound,
  openDrawerBody,
  UnknownReference,
  type CloseDrawerBody,
  type MoveCashBody,
  type OpenDrawerBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  Idempotent,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { CloseDrawer } from '../use-cases/close-drawer.js';
import { FindDrawers } from '../use-cases/find-drawers.js';
import { MoveCash } from '../use-cases/move-cash.js';
import { OpenDrawer } from '../use-cases/open-drawer.js';
import { drawerViewOf, drawerWithMovementsOf } from './drawer.view.js';

const drawersQuery = listQuery(drawerFilters);
type DrawersQuery = z.output<typeof drawersQuery>;

/** Drawers as cashiers and those who close the day ask for them. */
@Controller('drawers')
export class DrawerController {
  constructor(
    private readonly open: OpenDrawer,
    private readonly move: MoveCash,
    private readonly close: CloseDrawer,
    private readonly find: FindDrawers,
  ) {}

  @Post()
  @Permit('drawer:manage')
  @Idempotent('accepted')
  @OperationId('openDrawer')
  @Summary(
    'Open a drawer of one’s own at an outlet, with some change in it',
    'Each cashier has one open drawer per outlet; cash is taken into it. The float is booked from the safe.',
  )
  @Succeeds('created')
  @Answers(drawerView, UnknownReference, DrawerAlreadyOpen)
  async openDrawer(@Body({ schema: openDrawerBody }) body: OpenDrawerBody, @CurrentPrincipal() who: Principal) {
    const drawer = await this.open.run(body, who);
    return created(drawerViewOf(drawer), `/api/v1/drawers/${drawer.id}`);
  }

  /** An `outlet` that is not there for the caller is 404; a `cashier` nobody knows is an empty list, no book of staff is kept here. */
  @Get()
  @Permit('drawer:manage')
  @OperationId('listDrawers')
  @Summary(
    'Drawers of the outlets one may enter, newest first',
    'Open and closed ones with what is expected in them, and with what was counted once they are closed.',
  )
  @Succeeds('page')
  @Answers(z.array(drawerView), NotFound)
  async list(@Query({ schema: drawersQuery }) query: DrawersQuery, @CurrentPrincipal() who: Principal) {
    const { limit, cursor, count, ...filters } = query;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const rows = await this.find.list(filters, who, limit + 1, before);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id);
    const total = count ? { total: await this.find.count(filters, who) } : {};
    return page(items.map(drawerViewOf), { nextCursor, limit, ...total });
  }

  @Get(':id')
  @Permit('drawer:manage')
  @OperationId('getDrawer')
  @Summary(
    'One drawer with all that moved in it',
    'With its movements, oldest first: float, sales, refunds, pay-ins, pay-outs and drops.',
  )
  @Answers(drawerWithMovementsView)
  async one(@Param('id') id: string, @CurrentPrincipal() who: Principal) {
    return drawerWithMovementsOf(await this.find.one(id, who));
  }

  @Post(':id/movements')
  @Permit('drawer:manage')
  @Idempotent('accepted')
  @OperationId('moveCash')
  @Summary(
    'Bring change, pay an errand, or put notes into the safe',
    'Cash that moves without a sale; it is booked in the ledger with its reason. More than is in the drawer cannot leave it.',
  )
  @Succeeds('created')
  @Answers(drawerView, DrawerNotOpen, DrawerTooLow)
  async moveCash(
    @Param('id') id: string,
    @Body({ schema: moveCashBody }) body: MoveCashBody,
    @CurrentPrincipal() who: Principal,
  ) {
    return created(drawerViewOf(await this.move.run(id, body, who)), `/api/v1/drawers/${id}`);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Permit('drawer:manage')
  @Idempotent('accepted')
  @OperationId('closeDrawer')
  @Summary(
    'Count a drawer and close it; the answer says what was expected and the difference',
    '`difference` is what was counted less what was expected; it is booked as over or short, and managers are told of it.',
  )
  @Answers(drawerView, DrawerNotOpen)
  async closeDrawer(
    @Param('id') id: string,
    @Body({ schema: closeDrawerBody }) body: CloseDrawerBody,
    @CurrentPrincipal() who: Principal,
  ) {
    return drawerViewOf(await this.close.run(id, body, who));
  }
}
