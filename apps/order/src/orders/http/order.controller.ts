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
  OutOfRange,
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
  OperationId,
  Permit,
  readyJson,
  Succeeds,
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
  @OperationId('quoteOrder')
  @Summary(
    'What a cart would cost, and the reason of every paisa',
    'Prices, discounts, coupon and tax of a cart as an order would have them now; nothing is kept or held. `trace` gives the reason of every step. Pass its `total` on as `expectedTotal` of the order.',
  )
  @Answers(quoteView, UnknownReference, ItemUnavailable, CouponRefused, TableSessionEnded, OutOfRange)
  async quote(@Body({ schema: quoteBody }) body: QuoteBody, @CurrentPrincipal() who: Principal): Promise<QuoteView> {
    const priced = await this.priceCart.run(body, who);
    const { language } = currentCall();
    return quoteOf(priced, { outletId: priced.outlet.id, fulfilment: body.fulfilment, language });
  }

  @Post()
  @Permit('order:create')
  @Idempotent('required')
  @OperationId('placeOrder')
  @Summary(
    'Place an order; answers once stock is held or refused, at the latest after two seconds',
    'Prices are made here and never taken from the caller; another total than `expectedTotal` is refused. 201 with a confirmed or payable order once stock is held; 409 says why not; 202 when that takes longer than two seconds or `Prefer: respond-async` was sent: follow the order by its `Location` or socket. Repeat a call without answer with the same key: it is the same order.',
  )
  @Succeeds('created', 'accepted')
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
    OutOfRange,
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
  @OperationId('listOrders')
  @Summary(
    'Orders that the caller may see, newest first',
    'Staff see orders of their outlets, customers their own, guests those of their table. Filters are joined by *and*; several values of one filter stand with commas between them.',
  )
  @Succeeds('page')
  @Answers(z.array(orderShape), NotFound)
  async list(@Query({ schema: ordersQuery }) query: z.output<typeof ordersQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findOrders.list(query, who);
    const written = await this.writtenOrders.list(items, who);
    return new Answer(200, readyJson(written), {}, { ...meta, limit: query.limit });
  }

  @Get(':order')
  @Permit('order:read', 'order:read:own')
  @OperationId('getOrder')
  @Summary(
    'One order: lines, totals with tax, history, what the caller may do',
    '`order` is its id, or `ref:` with the `clientReference` it was placed with. `allowedMoves` says which buttons to show to this reader.',
  )
  @Answers(orderShape)
  async read(@Param('order') reference: string, @CurrentPrincipal() who: Principal): Promise<OrderView> {
    return orderView(await this.findOrders.one(reference, who), who);
  }

  @Patch(':order/status')
  @Permit('order:update-status')
  @OperationId('moveOrder')
  @Summary(
    'Move an order along its workflow',
    'Takes it a step along the workflow of its fulfilment (`allowedMoves`). The customer’s and kitchen’s screens are told at once. Steps that are not allowed from where it is are `ORDER_CANNOT_MOVE`.',
  )
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
  @OperationId('cancelOrder')
  @Summary(
    'Call an order off; money and stock go back by themselves',
    'Customers and guests may cancel until the kitchen begins; staff with `order:cancel-late` later, too. What was paid goes back, held stock is let go, tickets are struck off.',
  )
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
  @OperationId('reviseOrder')
  @Summary(
    'Add lines and take lines off before the kitchen begins; answers once stock is held or refused',
    'All of it or nothing, with prices of now for what is added. 200 once stock is held; 202 while that is checked (`pendingRevision`): the order then changes or stays as it was.',
  )
  @Succeeds('ok', 'accepted')
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
    OutOfRange,
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
  @OperationId('voidLine')
  @Summary(
    'Take a dish off the order and the bill; its station is told',
    'For a dish that is not to be made: the kitchen gets a slip, bill and tax change, stock comes back unless it was cooked. The reason stands in the report of voids.',
  )
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
  @OperationId('compLine')
  @Summary(
    'Give a dish free: it is made and served, and costs nothing',
    'The dish stays with the kitchen and on the bill, for nothing. The reason stands in the report of voids.',
  )
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
  @OperationId('getOrderTimeline')
  @Summary(
    'Every event about an order from every service, in order',
    'For support: what order, payment, inventory and others told of the order, with causes, as the events have it.',
  )
  @Answers(timelineView)
  timeline(@Param('order') reference: string, @CurrentPrincipal() who: Principal): Promise<TimelineView> {
    return this.tellTimeline.run(reference, who);
  }
}
