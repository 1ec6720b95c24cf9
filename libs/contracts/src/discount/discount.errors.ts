import { error } from '../envelope/error.js';

export const CouponCodeTaken = error(
  'COUPON_CODE_TAKEN',
  'conflict',
  'There is a coupon with this code already.',
  'Choose another code, or change that coupon.',
);
