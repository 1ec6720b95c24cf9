import type { LocalizedText, orderedLine } from '@chowk/contracts';
import type { LineDiscount, TaxLine } from '@chowk/pricing';
import type { z } from 'zod';

export interface OrderedModifier {
  readonly modifierId: string;
  readonly name: LocalizedText;
  /** Per unit of the line. */
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What a rule or coupon took off a line, in paise. */
export interface GivenDiscount extends LineDiscount {
  /** Nothing may add to it: rules about the whole bill give nothing then. */
  readonly isExclusive?: true;
}

/** What a line cost, in paise: `total = taxable + tax`, and `gross - discount` is what it costs at the menu's prices. */
export interface LineAmounts {
  readonly gross: number;
  readonly discount: number;
  readonly discounts: readonly GivenDiscount[];
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
  readonly total: number;
}

/** Who took a line off the bill or gave it free, and why. */
export interface LineChange {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** What it had cost with tax, in paise. */
  readonly amount: number;
}

/**
 * What was asked for and what it cost when it was: a snapshot, never looked up again. A voided line asks for nothing: its
 * amounts are zero; one given free keeps its `gross` and is discounted by all of it.
 */
export interface OrderLine extends LineAmounts {
  readonly lineId: string;
  readonly lineIndex: number;
  readonly status: 'ORDERED' | 'VOIDED' | 'COMPED';
  readonly itemId: string;
  /** Categories of the item when it was ordered: rules about them go on looking at these. Absent on older orders. */
  readonly categoryIds?: readonly string[];
  readonly variantId: string | null;
  readonly name: LocalizedText;
  readonly variantName: LocalizedText | null;
  readonly modifiers: readonly OrderedModifier[];
  readonly station: string;
  readonly taxCode: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly notes: string | null;
  readonly seat: number | null;
  readonly course: number | null;
  /** The guest of the table it is for. */
  readonly guestId: string | null;
  /** Only of voided and comped lines. */
  readonly change?: LineChange;
}

const nothing: LineAmounts = { gross: 0, discount: 0, discounts: [], taxable: 0, taxes: [], tax: 0, total: 0 };
/** Stands where a rule's id does: what a dish given free was discounted by. */
const complimentary = 'complimentary';

/** The line as one that is not wanted any more: it asks for nothing. */
export function voidedLine(line: OrderLine, change: LineChange): OrderLine {
  return { ...line, ...nothing, status: 'VOIDED', change };
}

/** The line as one given free: made and told, owed and taxed no more. */
export function compedLine(line: OrderLine, change: LineChange): OrderLine {
  const { gross, discount, discounts } = line;
  const free = { ruleId: complimentary, name: 'Complimentary', amount: gross - discount };
  const amounts = { ...nothing, gross, discount: gross, discounts: [...discounts, free] };
  return { ...line, ...amounts, status: 'COMPED', change };
}

/** A text in the wished language, else in English, else in the first one it has. */
export function inLanguage(text: LocalizedText, language: string): string {
  return text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

/** `Paneer butter masala (half)`: the item with its variant. */
export function lineName(line: Pick<OrderLine, 'name' | 'variantName'>, language: string): string {
  const name = inLanguage(line.name, language);
  return line.variantName ? `${name} (${inLanguage(line.variantName, language)})` : name;
}

/** A line as events tell it. */
export function lineForOthers(line: OrderLine): z.output<typeof orderedLine> {
  const { lineId, lineIndex, itemId, variantId, station, status, quantity, gross, discount, tax, total } = line;
  return {
    ...{ lineId, lineIndex, itemId, variantId, name: lineName(line, 'en'), station, status },
    modifiers: line.modifiers.map(({ modifierId, quantity: perUnit }) => ({ modifierId, quantity: perUnit })),
    ...{ quantity, gross, discount, tax, total },
  };
}

/** `2 x Cheese`, or `Cheese` for a single one. */
export function modifierName(modifier: OrderedModifier, language: string): string {
  const name = inLanguage(modifier.name, language);
  return modifier.quantity > 1 ? `${modifier.quantity} x ${name}` : name;
}
