import type { z } from 'zod';
import { changeTenantBody } from '../auth/tenant.api.js';
import { addItemBody, changeItemBody, itemAvailabilityBody } from '../catalog/item.api.js';
import { addCouponBody, addRuleBody, calculateBody } from '../discount/discount.api.js';
import { refundBillBody, splitBillBody } from '../order/bill.api.js';
import { placeOrderBody, quoteBody, reviseOrderBody } from '../order/order.api.js';
import { confirmCashBody, createRazorpayOrderBody, recordPaymentBody } from '../payment/payment.api.js';

const outletId = '019c8f2a-5c3e-7f00-8000-000000000071';
const itemId = '019c8f2a-5c3e-7f00-8000-0000000d05a1';
const modifierId = '019c8f2a-5c3e-7f00-8000-00000000c4e5';
const categoryId = '019c8f2a-5c3e-7f00-8000-00000000ca7e';
const billId = '019c8f2a-5c3e-7f00-8000-0000000b1110';
const orderId = '019c8f2a-5c3e-7f00-8000-0000000d0e12';
const lineId = '019c8f2a-5c3e-7f00-8000-0000000011e1';

const lines = [{ itemId, quantity: 2, modifiers: [{ modifierId, quantity: 1 }], notes: 'Less spicy, please' }];

/** Bodies whose fields depend on each other, or that show better what they are for when they are written by hand. */
export const shapeExamples: ReadonlyMap<unknown, unknown> = new Map<z.ZodType, unknown>([
  [quoteBody, { outletId, fulfilment: 'TAKEAWAY', lines }],
  [placeOrderBody, { outletId, fulfilment: 'TAKEAWAY', lines, expectedTotal: 25_200 }],
  [reviseOrderBody, { add: [{ itemId, quantity: 1 }], remove: [lineId] }],
  [calculateBody, { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 2 }], couponCode: 'DIWALI10' }],
  [createRazorpayOrderBody, { orderId }],
  [confirmCashBody, { billId, tendered: 30_000 }],
  [recordPaymentBody, { billId, method: 'CARD_TERMINAL', reference: 'slip 004211' }],
  [splitBillBody, { by: 'EQUALLY', parts: 3 }],
  [refundBillBody, { lines: [{ orderId, lineId }], reason: 'Came cold' }],
  [
    addItemBody,
    {
      name: { en: 'Masala Dosa', hi: 'मसाला डोसा' },
      categoryIds: [categoryId],
      diet: 'VEG',
      price: 12_000,
      tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
      station: 'hot',
      tags: ['south-indian'],
    },
  ],
  [changeItemBody, { price: 13_000 }],
  [itemAvailabilityBody, { available: false, until: 'tomorrow', outletId }],
  [
    addRuleBody,
    {
      kind: 'TIME_BASED',
      name: 'Happy hours',
      weekdays: [1, 2, 3, 4, 5],
      from: '16:00',
      to: '18:00',
      subject: { on: 'CATEGORIES', categoryIds: [categoryId] },
      gives: { percentBasisPoints: 1000 },
    },
  ],
  [
    addCouponBody,
    {
      code: 'DIWALI10',
      name: 'Ten percent for Diwali',
      subject: { on: 'ORDER' },
      gives: { percentBasisPoints: 1000 },
      limits: { total: 500, perCustomer: 1, budget: null },
    },
  ],
  [changeTenantBody, { origins: ['https://order.example.com'], settings: { tablePolicy: 'PIN' } }],
]);
