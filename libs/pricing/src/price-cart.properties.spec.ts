import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPricingRequest } from '../test/any-pricing-request.js';
import { priceCart, type PricedCart, type PricingRequest } from './index.js';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const holds = (promise: (cart: PricedCart, request: PricingRequest) => void) =>
  fc.assert(
    fc.property(anyPricingRequest, (request) => promise(priceCart(request), request)),
    { numRuns: 500 },
  );

describe('the price of any cart', () => {
  it('is lines less discounts, plus charges, tax, round-off and tip', () => {
    holds((cart) => {
      const addedTax = cart.pricesIncludeTax ? 0 : cart.tax;
      expect(cart.total).toBe(cart.subtotal - cart.discount + cart.charges + addedTax + cart.roundOff + cart.tip);
      expect(cart.total).toBe(cart.taxable + cart.tax + cart.roundOff + cart.tip);
    });
  });

  it('is the exact sum of its lines and charges', () => {
    holds((cart) => {
      const supplies = [...cart.lines, ...cart.chargeLines];
      expect(cart.subtotal).toBe(sum(cart.lines.map((line) => line.gross)));
      expect(cart.discount).toBe(sum(cart.lines.map((line) => line.discount)));
      expect(cart.charges).toBe(sum(cart.chargeLines.map((charge) => charge.amount)));
      expect(cart.taxable).toBe(sum(supplies.map((supply) => supply.taxable)));
      expect(cart.tax).toBe(sum(cart.taxByComponent.map((tax) => tax.amount)));
      for (const supply of supplies) {
        expect(supply.tax).toBe(sum(supply.taxes.map((tax) => tax.amount)));
        expect(supply.total).toBe(supply.taxable + supply.tax);
      }
      for (const line of cart.lines) expect(line.discount).toBe(sum(line.discounts.map((one) => one.amount)));
    });
  });

  it('contains its tax to the paisa when prices include it', () => {
    holds((cart) => {
      if (!cart.pricesIncludeTax) return;
      for (const line of cart.lines) expect(line.taxable + line.tax).toBe(line.gross - line.discount);
      for (const charge of cart.chargeLines) expect(charge.taxable + charge.tax).toBe(charge.amount);
    });
  });

  it('is never discounted below zero, on any line', () => {
    holds((cart) => {
      expect(cart.discount).toBeLessThanOrEqual(cart.subtotal);
      for (const line of cart.lines) {
        expect(line.discount).toBeGreaterThanOrEqual(0);
        expect(line.discount).toBeLessThanOrEqual(line.gross);
        expect(line.taxable).toBeGreaterThanOrEqual(0);
      }
    });
  });

  it('does not depend on the order of the rules', () => {
    const shuffled = anyPricingRequest.chain((request) =>
      fc.shuffledSubarray([...request.rules], { minLength: request.rules.length }).map((rules) => ({ request, rules })),
    );
    fc.assert(
      fc.property(shuffled, ({ request, rules }) => {
        expect(priceCart({ ...request, rules })).toEqual(priceCart(request));
      }),
    );
  });

  it('says of every rule once what it gave, within its cap, or why not', () => {
    holds((cart, request) => {
      expect(cart.rules.map((rule) => rule.ruleId).toSorted()).toEqual(request.rules.map((rule) => rule.id).toSorted());
      const given = cart.rules.flatMap((rule) => (rule.applied ? [rule] : []));
      expect(sum(given.map((rule) => rule.discount))).toBe(cart.discount);
      for (const { ruleId, discount } of given) {
        const cap = request.rules.find((rule) => rule.id === ruleId)?.cap;
        expect(discount).toBeGreaterThan(0);
        if (typeof cap === 'number') expect(discount).toBeLessThanOrEqual(cap);
      }
    });
  });

  it('lets an exclusive rule stand alone', () => {
    holds((cart, request) => {
      const applied = new Set(cart.rules.flatMap((rule) => (rule.applied ? [rule.ruleId] : [])));
      const exclusive = request.rules.some((rule) => rule.stacking === 'EXCLUSIVE' && applied.has(rule.id));
      if (exclusive) expect(applied.size).toBe(1);
    });
  });

  it('is explained without a gap from 0 to the total', () => {
    holds((cart) => {
      expect(sum(cart.trace.map((entry) => entry.amount))).toBe(cart.total);
      let running = 0;
      for (const entry of cart.trace) {
        expect(entry.before).toBe(running);
        expect(entry.after).toBe(entry.before + entry.amount);
        running = entry.after;
      }
    });
  });

  it('is a whole rupee before the tip, at most half a rupee away, unless asked otherwise', () => {
    holds((cart, request) => {
      const unit = request.roundOffTo ?? 100;
      expect((cart.total - cart.tip) % unit).toBe(0);
      expect(cart.roundOff * 2).toBeLessThanOrEqual(unit);
      expect(cart.roundOff * 2).toBeGreaterThan(-unit);
    });
  });

  it('has CGST equal to SGST inside the state, IGST across, and no tax outside the regular scheme', () => {
    holds((cart, request) => {
      const amountOf = (component: string) =>
        sum(cart.taxByComponent.filter((tax) => tax.component === component).map((tax) => tax.amount));
      const charges = request.seller.regime !== 'COMPOSITION' && request.seller.regime !== 'UNREGISTERED';
      expect(amountOf('CGST')).toBe(amountOf('SGST'));
      if (request.placeOfSupply === request.seller.state) expect(amountOf('IGST')).toBe(0);
      else expect(amountOf('CGST')).toBe(0);
      if (!charges) expect(cart.taxByComponent).toEqual([]);
    });
  });
});
