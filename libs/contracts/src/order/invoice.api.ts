import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise } from '../envelope/shapes.js';
import { taxLine, taxSummary } from './order.api.js';

/**
 * PROFORMA: what is owed before it is settled, no tax document. The others are numbered, kept for ever and never changed:
 * INVOICE under Rule 46 of the CGST Rules, BILL_OF_SUPPLY (Rule 49) by sellers who charge no tax, CREDIT_NOTE (Rule 53).
 */
export const taxDocumentKind = z.enum(['PROFORMA', 'INVOICE', 'BILL_OF_SUPPLY', 'CREDIT_NOTE']);
export type TaxDocumentKind = z.output<typeof taxDocumentKind>;

const address = z.object({
  line1: z.string(),
  line2: z.string().optional(),
  city: z.string(),
  pin: z.string(),
  stateCode: z.string(),
});
const state = z.object({ stateCode: z.string(), state: z.string() });

/** Amounts of a credit note are what is taken back. All in paise. */
const supply = {
  taxable: signedPaise,
  taxes: z.array(taxLine),
  tax: signedPaise,
  total: signedPaise,
};

export const invoiceLine = z.object({
  lineId: id,
  description: z.string(),
  modifiers: z.array(z.object({ name: z.string(), quantity: z.number().int(), unitPrice: signedPaise })),
  /** HSN or SAC. */
  code: z.string(),
  quantity: z.number().int(),
  unitPrice: paise,
  gross: paise,
  discount: paise,
  ...supply,
});

export const invoiceView = z.object({
  id,
  kind: taxDocumentKind,
  title: z.string(),
  /** Null on a proforma. */
  number: z.string().nullable(),
  /** Date on the calendar of the outlet, which an evening's last bill does not share with its business day. */
  date: businessDate,
  /** On the clock of the outlet, `21:42`. */
  time: z.string(),
  issuedAt: instant,
  /** `2026-27`. */
  financialYear: z.string(),
  businessDate,
  billId: id,
  outletId: id,
  refundId: id.nullable(),
  supplier: z.object({
    legalName: z.string(),
    tradeName: z.string(),
    gstin: z.string().nullable(),
    regime: z.string(),
    /** Licence to sell food: 14 digits. */
    fssai: z.string().nullable(),
    outletName: z.string(),
    address,
    ...state.shape,
  }),
  recipient: z
    .object({ name: z.string(), gstin: z.string(), address: z.string().nullable(), ...state.shape })
    .nullable(),
  placeOfSupply: state,
  reverseCharge: z.literal(false),
  tableLabel: z.string().nullable(),
  orders: z.array(z.object({ orderNumber: z.string(), token: z.number().int().nullable() })),
  /** The invoice that a credit note takes from. */
  original: z.object({ number: z.string(), date: businessDate }).nullable(),
  reason: z.string().nullable(),
  pricesIncludeTax: z.boolean(),
  lines: z.array(invoiceLine),
  charges: z.array(z.object({ code: z.string(), name: z.string(), amount: paise, ...supply })),
  discounts: z.array(z.object({ name: z.string(), amount: paise })),
  currency: z.literal('INR'),
  subtotal: paise,
  discount: paise,
  taxable: signedPaise,
  tax: signedPaise,
  taxes: z.array(taxSummary),
  roundOff: signedPaise,
  total: paise,
  totalInWords: z.string(),
  /** Tips are no part of the total. */
  tips: paise,
  payments: z.array(z.object({ tender: z.string(), amount: paise, tip: paise })),
  due: paise,
  /** Parts that were or are paid by themselves; empty when the bill is not split, and on credit notes. */
  shares: z.array(z.object({ label: z.string(), amount: paise, paid: paise })),
  /** What the law wants said on it. */
  declarations: z.array(z.string()),
});
export type InvoiceView = z.output<typeof invoiceView>;
