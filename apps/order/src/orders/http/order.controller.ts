import { Body, Controller, Get, Headers, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import {
  BillClosed,
  cancelOrderBody,
  changeLineBody,
  ClientReferenceTaken,
  CouponRefused,
  ItemUnavailable,
  NotFound,
  LineIsVoid,
  moveOrderBody,
  OrderCannotMove,
  OrderChanging,
  orderFilters,
  OrderTimedOut,
  orderView as orderShape,
  OutletDayClosed,
  OutOfStock,
  placeOrderBody,
  PriceChanged,
  quoteBody,
  quoteView,
  reviseOrderBody,
  TableSessionEnded,
  timelineView,
  UnknownReference,
  type CancelOrderBody,
  type ChangeLineBody,
  type MoveOrderBody,
  type OrderView,
  type PlaceOrderBody,
  type QuoteBody,
  type QuoteView,
  type ReviseOrderBody,
  type TimelineView,
} from '@chowk/contracts';
import {
  Answer,
  Answers,
  currentCall,
  CurrentPrincipal,
  Idempotent,
  IfMatch,
  listQuery,
  Permit,
  readyJson,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { quoteOf } from '../domain/quote.js';
import { CancelOrder } from '../use-cases/cancel-order.js';
import { CompLine } from '../use-cases/comp-line.js';
import { FindOrders } from '../use-cases/find-orders.js';
import { MoveOrder } from '../use-cases/move-order.js';
import { PlaceOrder } from '../use-cases/place-order.js';
import { PriceCart } from '../use-cases/price-cart.js';
import { ReviseOrder } from '../use-cases/revise-order.js';
import { TellTimeline } from '../../timeline/use-cases/tell-timeline.js';
import { VoidLine } from '../use-cases/void-line.js';
import { orderView } from './order.view.js';
import { placedAnswer, revisedAnswer } from './settled-answer.js';
import { WrittenOrders } from './written-orders.js';
import { PresentGuestGuard } from '../../tables/http/present-guest.guard.js';

const ordersQuery = listQuery(orderFilters);

/** Orders: quoted, placed, read, changed, moved, called off. `:order` is an id or `ref:<clientReference>`. */
@Controller('orders')
@UseGuards(PresentGuestGuard)
export class OrderController {
  constructor(
    private readonly priceCart: PriceCart,
    private readonly placeOrder: PlaceOrder,
    private readonly findOrders: FindOrders,
    private readonly writtenOrders: WrittenOrders,
    private readonly moveOrder: MoveOrder,
    private readonly cancelOrder: CancelOrder,
    private readonly reviseOrder: ReviseOrder,
    private readonly voidLine: VoidLine,
    private readonly compLine: CompLine,
    private readonly tellTimeline: TellTimeline,
  ) {}

  @Post('quote')
  @Permit('order:create')
  @Summary('What a cart would cost, and the reason of every paisa')
  @Answers(quoteView, UnknownReference, ItemUnavailable, CouponRefused, TableSessionEnded)
  async quote(@Body({ schema: quoteBody }) body: QuoteBody, @CurrentPrincipal() who: Principal): Promise<QuoteView> {
    const priced = await this.priceCart.run(body, who);
    const { language } = currentCall();
    return quoteOf(priced, { outletId: priced.outlet.id, fulfilment: body.fulfilment, language });
  }

  @Post()
  @Permit('order:create')
  @Idempotent('required')
  @Summary('Place an order; answers once stock is held or refused, at the latest after two seconds')
  @Answers(
    orderShape,
    OutOfStock,
    CouponRefused,
    OrderTimedOut,
    OutletDayClosed,
    ItemUnavailable,
    PriceChanged,
    ClientReferenceTaken,
    TableSessionEnded,
    UnknownReference,
  )
  async place(
    @Body({ schema: placeOrderBody }) body: PlaceOrderBody,
    @CurrentPrincipal() who: Principal,
    @Headers('prefer') prefer: string | undefined,
  ): Promise<Answer<OrderView>> {
    const waits = prefer?.toLowerCase().includes('respond-async') !== true;
    return placedAnswer(await this.placeOrder.run(body, who, { waits }), who);
  }

  /**
   * A filter that names what the caller may not see, or nothing, is 404; but a `customer` nobody knows is an empty list for staff,
   * since no book of customers is kept here. To customers and guests everybody else is 404.
   */
  @Get()
  @Permit('order:read', 'order:read:own')
  @Summary('Orders that the caller may see, newest first')
  @Answers(z.array(orderShape), NotFound)
  async list(@Query({ schema: ordersQuery }) query: z.output<typeof ordersQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findOrders.list(query, who);
    const written = await this.writtenOrders.list(items, who);
    return new Answer(200, readyJson(written), {}, { ...meta, limit: query.limit });
  }

  @Get(':order')
  @Permit('order:read', 'order:read:own')
  @Summary('One order: lines, totals with tax, history, what the caller may do')
  @Answers(orderShape)
  async read(@Param('order') reference: string, @CurrentPrincipal() who: Principal): Promise<OrderView> {
    return orderView(await this.findOrders.one(reference, who), who);
  }

  @Patch(':order/status')
  @Permit('order:update-status')
  @Summary('Move an order along its workflow')
  @Answers(orderShape, OrderCannotMove, OrderChanging)
  async move(
    @Param('order') reference: string,
    @Body({ schema: moveOrderBody }) { status }: MoveOrderBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<OrderView> {
    return orderView(await this.moveOrder.run(reference, status, who, expectedVersion), who);
  }

  @Patch(':order/cancel')
  @Permit('order:cancel', 'order:cancel:own')
  @Summary('Call an order off; money and stock go back by themselves')
  @Answers(orderShape, OrderCannotMove)
  async cancel(
    @Param('order') reference: string,
    @Body({ schema: cancelOrderBody }) { reason }: CancelOrderBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<OrderView> {
    return orderView(await this.cancelOrder.run(reference, { reason, expectedVersion }, who), who);
  }

  @Patch(':order/items')
  @Permit('order:change', 'order:change:own')
  @Idempotent('accepted')
  @Summary('Add lines and take lines off before the kitchen begins; answers once stock is held or refused')
  @Answers(
    orderShape,
    OutOfStock,
    OrderTimedOut,
    OrderCannotMove,
    OrderChanging,
    BillClosed,
    ItemUnavailable,
    PriceChanged,
    UnknownReference,
  )
  async revise(
    @Param('order') reference: string,
    @Body({ schema: reviseOrderBody }) body: ReviseOrderBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<Answer<OrderView>> {
    return revisedAnswer(await this.reviseOrder.run(reference, body, who, expectedVersion), who);
  }

  @Post(':order/lines/:lineId/void')
  @Permit('order:void')
  @Idempotent('accepted')
  @Summary('Take a dish off the order and the bill; its station is told')
  @Answers(orderShape, OrderCannotMove, OrderChanging, BillClosed)
  async void(
    @Param('order') reference: string,
    @Param('lineId') lineId: string,
    @Body({ schema: changeLineBody }) { reason }: ChangeLineBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<OrderView> {
    return orderView(await this.voidLine.run(reference, lineId, reason, who), who);
  }

  @Post(':order/lines/:lineId/comp')
  @Permit('order:comp')
  @Idempotent('accepted')
  @Summary('Give a dish free: it is made and served, and costs nothing')
  @Answers(orderShape, OrderCannotMove, OrderChanging, BillClosed, LineIsVoid)
  async comp(
    @Param('order') reference: string,
    @Param('lineId') lineId: string,
    @Body({ schema: changeLineBody }) { reason }: ChangeLineBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<OrderView> {
    return orderView(await this.compLine.run(reference, lineId, reason, who), who);
  }

  @Get(':order/timeline')
  @Permit('order:timeline')
  @Summary('Every event about an order from every service, in order')
  @Answers(timelineView)
  timeline(@Param('order') reference: string, @CurrentPrincipal() who: Principal): Promise<TimelineView> {
    return this.tellTimeline.run(reference, who);
  }
}
