import {
  addCouponBody,
  changeCouponBody,
  couponAnswer,
  couponCode,
  CouponCodeTaken,
  NotFound,
  PermissionDenied,
  UnknownReference,
  type AddCouponBody,
  type ChangeCouponBody,
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
import { KeepCoupons } from '../use-cases/keep-coupons.js';
import { couponView } from './discount.view.js';

const couponsQuery = listQuery({ code: couponCode.optional() });
const position = z.object({ id: z.uuid() });
const home = '/api/v1/discounts/coupons';

@Controller('discounts/coupons')
export class CouponController {
  constructor(private readonly keepCoupons: KeepCoupons) {}

  @Get()
  @Permit('discount:read')
  @OperationId('listCoupons')
  @Summary(
    'Coupons and how often each is used, newest first',
    'With the orders that use each now and what they got by it, in paise.',
  )
  @Succeeds('page')
  @Answers(couponAnswer.array())
  async list(
    @Query({ schema: couponsQuery }) { limit, cursor, code }: z.output<typeof couponsQuery>,
    @CurrentPrincipal() who: Principal,
  ) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepCoupons.page({ after, limit: limit + 1, code }, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ coupon }) => ({ id: coupon.id }));
    return page(items.map(couponView), { nextCursor, limit });
  }

  @Get(':id')
  @Permit('discount:read')
  @OperationId('getCoupon')
  @Summary('One coupon and how often it is used', 'Its conditions and limits, and how much of them is used.')
  @Answers(couponAnswer, NotFound)
  async one(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() who: Principal) {
    return couponView(await this.keepCoupons.one(id, who));
  }

  @Post()
  @Permit('discount:write')
  @Idempotent('accepted')
  @OperationId('addCoupon')
  @Summary(
    'Write a coupon, or many with random codes: then the answer is the list of them',
    'With `code` one coupon, answered as an object; with `count` as many, answered as a list. A use is counted with the order and given back when the order is called off.',
  )
  @Succeeds('created')
  @Answers(z.union([couponAnswer, couponAnswer.array()]), UnknownReference, PermissionDenied, CouponCodeTaken)
  async add(@Body({ schema: addCouponBody }) body: AddCouponBody, @CurrentPrincipal() who: Principal) {
    const coupons = (await this.keepCoupons.add(body, who)).map(couponView);
    const [first] = coupons;
    return body.code !== undefined && first ? created(first, `${home}/${first.id}`) : created(coupons, home);
  }

  @Patch(':id')
  @Permit('discount:write')
  @OperationId('changeCoupon')
  @Summary(
    'Change a coupon; orders that use it keep what they got',
    'Limits below what is used already end it; limits that are left out stay.',
  )
  @Answers(couponAnswer, NotFound, PermissionDenied)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeCouponBody }) body: ChangeCouponBody,
    @IfMatch() expectedVersion: number | undefined,
    @CurrentPrincipal() who: Principal,
  ) {
    return couponView(await this.keepCoupons.change(id, body, who, expectedVersion));
  }

  @Delete(':id')
  @Permit('discount:write')
  @OperationId('removeCoupon')
  @Summary(
    'Remove a coupon; its code is free again',
    'Carts that name it are refused with `COUPON_REFUSED` from now on.',
  )
  @Succeeds('no-content')
  @Answers(undefined, NotFound, PermissionDenied)
  async remove(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() who: Principal) {
    await this.keepCoupons.remove(id, who);
    return noContent();
  }
}
