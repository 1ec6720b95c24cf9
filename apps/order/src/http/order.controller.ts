import { Body, Controller, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import {
  cancelOrderBody,
  ClientReferenceTaken,
  ItemUnavailable,
  moveOrderBody,
  OrderCannotMove,
  orderFilters,
  OrderTimedOut,
  orderView as orderShape,
  OutOfStock,
  placeOrderBody,
  PriceChanged,
  quoteBody,
  quoteView,
  TableSessionEnded,
  timelineView,
  UnknownReference,
  type CancelOrderBody,
  type MoveOrderBody,
  type OrderView,
  type PlaceOrderBody,
  type QuoteBody,
  type QuoteView,
  type TimelineView,
} from '@chowk/contracts';
import {
  Answers,
  currentCall,
  CurrentPrincipal,
  Idempotent,
  IfMatch,
  listQuery,
  page,
  Permit,
  Summary,
  type Answer,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { quoteOf } from '../domain/quote.js';
import { CancelOrder } from '../use-cases/cancel-order.js';
import { FindOrders } from '../use-cases/find-orders.js';
import { MoveOrder } from '../use-cases/move-order.js';
import { PlaceOrder } from '../use-cases/place-order.js';
import { PriceCart } from '../use-cases/price-cart.js';
import { TellTimeline } from '../use-cases/tell-timeline.js';
import { orderView } from './order.view.js';
import { placedAnswer } from './placed-answer.js';

const ordersQuery = listQuery(orderFilters);

/** Orders: quoted, placed, read, moved, called off. `:order` is an id or `ref:<clientReference>`. */
@Controller('orders')
export class OrderController {
  constructor(
    private readonly priceCart: PriceCart,
    private readonly placeOrder: PlaceOrder,
    private readonly findOrders: FindOrders,
    private readonly moveOrder: MoveOrder,
    private readonly cancelOrder: CancelOrder,
    private readonly tellTimeline: TellTimeline,
  ) {}

  @Post('quote')
  @Permit('order:create')
  @Summary('What a cart would cost, and the reason of every paisa')
  @Answers(quoteView, UnknownReference, ItemUnavailable, TableSessionEnded)
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
    OrderTimedOut,
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

  @Get()
  @Permit('order:read', 'order:read:own')
  @Summary('Orders that the caller may see, newest first')
  @Answers(z.array(orderShape))
  async list(@Query({ schema: ordersQuery }) query: z.output<typeof ordersQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findOrders.list(query, who);
    return page(
      items.map((order) => orderView(order, who)),
      { ...meta, limit: query.limit },
    );
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
  @Answers(orderShape, OrderCannotMove)
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

  @Get(':order/timeline')
  @Permit('order:timeline')
  @Summary('Every event about an order from every service, in order')
  @Answers(timelineView)
  timeline(@Param('order') reference: string, @CurrentPrincipal() who: Principal): Promise<TimelineView> {
    return this.tellTimeline.run(reference, who);
  }
}
