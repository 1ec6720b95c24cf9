const gift = { subject: { on: 'ORDER' }, gives: { amount: 100 }, active: false };
const rule = {
  kind: 'TIME_BASED',
  name: 'Postman’s hour',
  weekdays: [1],
  from: '10:00',
  to: '11:00',
  outletIds: ['{{outlet_id}}'],
  ...gift,
};
const coupon = { code: '{{coupon_code}}', name: 'Postman’s coupon', outletIds: ['{{outlet_id}}'], ...gift };
const newCode = [
  "pm.environment.set('coupon_code', 'P-' + pm.variables.replaceIn('{{$guid}}').slice(0, 13).toUpperCase());",
];
const cart = { outletId: '{{outlet_id}}', fulfilment: 'TAKEAWAY', lines: [{ itemId: '{{item_id}}', quantity: 2 }] };

/** Rules, coupons, and what they give. None of them is active. */
export const discount = {
  service: 'discount',
  operations: [
    {
      call: 'calculateDiscounts',
      body: cart,
      then: [
        {
          ...{ name: '422 UNKNOWN_REFERENCE', says: '422 UNKNOWN_REFERENCE' },
          body: { ...cart, outletId: '{{$guid}}' },
        },
      ],
    },
    { call: 'addDiscountRule', as: 'manager', body: rule, says: 201, keep: { rule_id: 'data.id' } },
    { call: 'listDiscountRules', as: 'manager' },
    { call: 'getDiscountRule', as: 'manager', at: { id: '{{rule_id}}' } },
    { call: 'changeDiscountRule', as: 'manager', at: { id: '{{rule_id}}' }, body: { name: 'Postman’s other hour' } },
    { call: 'removeDiscountRule', as: 'manager', at: { id: '{{rule_id}}' }, says: 204 },
    {
      ...{ call: 'addCoupon', as: 'manager', before: newCode, body: coupon, says: 201, keep: { coupon_id: 'data.id' } },
      then: [{ name: '409 COUPON_CODE_TAKEN', as: 'manager', body: coupon, says: '409 COUPON_CODE_TAKEN' }],
    },
    {
      call: 'listCoupons',
      as: 'manager',
      query: { code: '{{coupon_code}}' },
      shows: { 'is found by its code': 'pm.expect(data).to.have.length(1)' },
    },
    { call: 'getCoupon', as: 'manager', at: { id: '{{coupon_id}}' } },
    { call: 'changeCoupon', as: 'manager', at: { id: '{{coupon_id}}' }, body: { name: 'Postman’s other coupon' } },
    { call: 'removeCoupon', as: 'manager', at: { id: '{{coupon_id}}' }, says: 204 },
  ],
};
