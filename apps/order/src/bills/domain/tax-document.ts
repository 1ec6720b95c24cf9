import type { InvoiceView, TaxDocumentKind } from '@chowk/contracts';
import { exactSum, summariseTaxes } from '@chowk/pricing';
import { amountInWords } from './amount-in-words.js';
import type { BilledLine } from './bill-line.js';
import { keptOf, tipOf } from './bill-money.js';
import { chargeId, type BillRefund } from './bill-refund.js';
import type { Bill } from './bill.js';
import type { BillTerms } from './bill-terms.js';
import { calendarDate, financialYearName, financialYearOf, wallTime } from './calendar-date.js';
import { stateName } from './gstin.js';
import { lineName, modifierName } from '../../orders/domain/order-line.js';

/** `I` invoices, `B` bills of supply, `C` credit notes: each counts for itself. */
export type Series = 'I' | 'B' | 'C';

/** A document before it has its number. */
export type TaxDocument = Omit<InvoiceView, 'number'>;

/** Where a document is counted: one count per registration, outlet, financial year and series. */
export interface Counted {
  readonly registrationId: string;
  readonly series: Series;
  /** Year in which the financial year begins. */
  readonly financialYear: number;
  /** `IND/I26/`; its number in the series follows. At most 16 characters together, as Rule 46(b) wants. */
  readonly prefix: string;
}

const language = 'en';
const titles: Readonly<Record<TaxDocumentKind, string>> = {
  PROFORMA: 'Proforma - not an invoice',
  INVOICE: 'Tax invoice',
  BILL_OF_SUPPLY: 'Bill of supply',
  CREDIT_NOTE: 'Credit note',
};

const chargesNoTax = ({ supplier: { regime } }: BillTerms) => regime === 'COMPOSITION' || regime === 'UNREGISTERED';

/** What the bill is invoiced by: sellers who charge no tax write bills of supply. */
export function kindOfInvoice(terms: BillTerms): 'INVOICE' | 'BILL_OF_SUPPLY' {
  return chargesNoTax(terms) ? 'BILL_OF_SUPPLY' : 'INVOICE';
}

/** How a document of a bill is counted at an instant. */
export function countedAs(kind: TaxDocumentKind, terms: BillTerms, at: Date): Counted {
  const series = kind === 'CREDIT_NOTE' ? 'C' : kind === 'BILL_OF_SUPPLY' ? 'B' : 'I';
  const financialYear = financialYearOf(calendarDate(at, terms.timeZone));
  const prefix = `${terms.outlet.code}/${series}${String(financialYear % 100).padStart(2, '0')}/`;
  return { registrationId: terms.supplier.id, series, financialYear, prefix };
}

/** The bill as a proforma before it is settled, or as its invoice. */
export function invoiceOf(
  bill: Bill,
  terms: BillTerms,
  { id, kind, at }: { id: string; kind: TaxDocumentKind; at: Date },
): TaxDocument {
  const { subtotal, discount, charges, taxable, tax, taxes, roundOff, total, due } = bill;
  return {
    ...headOf(bill, terms, { id, kind, at }),
    ...{ refundId: null, original: null, reason: null },
    lines: bill.lines.map((line) => ({ ...describe(line), ...amountsOf(line) })),
    charges: charges.map((charge) => ({ ...charge, taxes: [...charge.taxes] })),
    discounts: discountsOf(bill.lines),
    ...{ subtotal, discount, taxable, tax, taxes: [...taxes], roundOff, total, totalInWords: amountInWords(total) },
    ...{ tips: bill.tips, payments: paymentsOf(bill), due },
    shares: bill.shares.map(({ label, amount, paid }) => ({ label, amount, paid })),
  };
}

/** What a refund takes back of a bill. Lines stand with their whole price; what is taken back of them is their total. */
export function creditNoteOf(
  bill: Bill,
  terms: BillTerms,
  { id, refund, original, at }: { id: string; refund: BillRefund; original: TaxDocument['original']; at: Date },
): TaxDocument {
  const parts = new Map(refund.parts.map((part) => [part.id, part]));
  const { refundId, reason, amount, roundOff } = refund;
  return {
    ...headOf(bill, terms, { id, kind: 'CREDIT_NOTE', at }),
    ...{ refundId, original, reason },
    lines: bill.lines.flatMap((line) => {
      const part = parts.get(line.lineId);
      return part ? [{ ...describe(line), ...amountsOf(part) }] : [];
    }),
    charges: bill.charges.flatMap((charge) => {
      const part = parts.get(chargeId(charge.code));
      return part ? [{ code: charge.code, name: charge.name, amount: charge.amount, ...amountsOf(part) }] : [];
    }),
    discounts: [],
    ...{ subtotal: 0, discount: 0, roundOff, total: amount, totalInWords: amountInWords(amount) },
    taxable: exactSum(refund.parts.map((part) => part.taxable)),
    tax: exactSum(refund.parts.map((part) => part.tax)),
    taxes: summariseTaxes(refund.parts),
    ...{ tips: 0, payments: refund.tenders.map((one) => ({ tender: one.tender, amount: one.amount, tip: 0 })), due: 0 },
    shares: [],
  };
}

function headOf(bill: Bill, terms: BillTerms, { id, kind, at }: { id: string; kind: TaxDocumentKind; at: Date }) {
  const { supplier, outlet, placeOfSupply, pricesIncludeTax } = terms;
  const date = calendarDate(at, terms.timeZone);
  const { legalName, tradeName, gstin, regime, fssai, stateCode } = supplier;
  return {
    ...{ id, kind, title: titles[kind], date, time: wallTime(at, terms.timeZone), issuedAt: at.toISOString() },
    financialYear: financialYearName(financialYearOf(date)),
    ...{ businessDate: bill.businessDate, billId: bill.id, outletId: bill.outletId },
    supplier: {
      ...{ legalName, tradeName, gstin, regime, fssai, outletName: outlet.name, address: outlet.address },
      ...inState(stateCode),
    },
    recipient: bill.buyer && {
      ...{ name: bill.buyer.name, gstin: bill.buyer.gstin, address: bill.buyer.address ?? null },
      ...inState(bill.buyer.gstin.slice(0, 2)),
    },
    placeOfSupply: inState(placeOfSupply),
    reverseCharge: false as const,
    tableLabel: bill.tableLabel,
    orders: bill.orders
      .filter(({ owed, isInvoiced }) => owed || isInvoiced === true)
      .map(({ orderNumber, token = null }) => ({ orderNumber, token })),
    ...{ pricesIncludeTax, currency: 'INR' as const },
    declarations: declarationsOf(kind, terms),
  };
}

function declarationsOf(kind: TaxDocumentKind, { supplier }: BillTerms): string[] {
  if (kind === 'PROFORMA') return ['This is what is owed so far. The invoice follows the payment.'];
  return [
    // Rule 5(1)(f) of the CGST Rules
    ...(supplier.regime === 'COMPOSITION'
      ? ['Composition taxable person, not eligible to collect tax on supplies.']
      : []),
    'Made by a computer; valid without a signature.',
  ];
}

function inState(stateCode: string) {
  return { stateCode, state: stateName(stateCode) ?? stateCode };
}

function describe(line: BilledLine) {
  const { lineId, taxCode: code, quantity, unitPrice, gross, discount } = line;
  return {
    ...{ lineId, description: lineName(line, language), code, quantity, unitPrice, gross, discount },
    modifiers: line.modifiers.map((modifier) => ({
      ...{ name: modifierName(modifier, language), quantity: modifier.quantity, unitPrice: modifier.unitPrice },
    })),
  };
}

function amountsOf({ taxable, taxes, tax, total }: Pick<BilledLine, 'taxable' | 'taxes' | 'tax' | 'total'>) {
  return { taxable, taxes: [...taxes], tax, total };
}

function discountsOf(lines: readonly BilledLine[]): { name: string; amount: number }[] {
  const byRule = Map.groupBy(
    lines.flatMap(({ discounts }) => discounts),
    ({ ruleId }) => ruleId,
  );
  return [...byRule.values()].map((given) => ({
    name: given[0]?.name ?? '',
    amount: exactSum(given.map(({ amount }) => amount)),
  }));
}

/** Money that stays, tips included in the amounts; what was asked back is no payment of this bill. */
function paymentsOf({ payments }: Bill): InvoiceView['payments'] {
  return payments
    .map((payment) => ({ tender: payment.tender, amount: keptOf(payment) + tipOf(payment), tip: tipOf(payment) }))
    .filter(({ amount }) => amount > 0);
}
