import { checkRule } from './check-rule.js';
import { checkUnique } from './check-unique.js';
import { checkWhole } from './check-whole.js';
import { PricingRequestInvalid } from './pricing-request-invalid.js';
import type { PricingRequest, RequestedCharge, RequestedLine } from './pricing-request.js';

/**
 * Refuses what has no price: fractions of paise, quantities below 1, rates above 100 %, two lines, rules or charges of one id,
 * times that are none. Throws PricingRequestInvalid (or AmountOutOfRange beyond the safe integers), naming the field.
 */
export function checkRequest(request: PricingRequest): void {
  if (Number.isNaN(Date.parse(request.at))) throw new PricingRequestInvalid('at', 'is not an instant');
  checkWhole('local.weekday', request.local.weekday, 1, 7);
  checkWhole('local.minutes', request.local.minutes, 0, 1439);
  checkWhole('tip', request.tip ?? 0, 0);
  checkWhole('roundOffTo', request.roundOffTo ?? 1, 1);
  checkUnique(
    'lines',
    request.lines.map((line) => line.lineId),
  );
  checkUnique(
    'rules',
    request.rules.map((rule) => rule.id),
  );
  checkUnique(
    'charges',
    (request.charges ?? []).map((charge) => charge.code),
  );
  request.lines.forEach((line, index) => checkLine(`lines[${index}]`, line));
  request.rules.forEach((rule, index) => checkRule(`rules[${index}]`, rule));
  request.charges?.forEach((charge, index) => checkCharge(`charges[${index}]`, charge));
}

function checkLine(path: string, line: RequestedLine): void {
  checkWhole(`${path}.quantity`, line.quantity, 1);
  checkWhole(`${path}.unitSize`, line.unitSize ?? 1, 1);
  checkWhole(`${path}.unitPrice`, line.unitPrice, 0);
  checkWhole(`${path}.tax.rateBasisPoints`, line.tax.rateBasisPoints, 0, 10_000);
  line.modifiers.forEach((modifier, index) => {
    checkWhole(`${path}.modifiers[${index}].quantity`, modifier.quantity, 1);
    checkWhole(`${path}.modifiers[${index}].unitPrice`, modifier.unitPrice, -Number.MAX_SAFE_INTEGER);
  });
  line.granted?.forEach((discount, index) => checkWhole(`${path}.granted[${index}].amount`, discount.amount, 0));
}

function checkCharge(path: string, charge: RequestedCharge): void {
  checkWhole(`${path}.taxRateBasisPoints`, charge.taxRateBasisPoints, 0, 10_000);
  if (charge.rateBasisPoints === undefined) checkWhole(`${path}.amount`, charge.amount, 0);
  else checkWhole(`${path}.rateBasisPoints`, charge.rateBasisPoints, 0, 10_000);
}
