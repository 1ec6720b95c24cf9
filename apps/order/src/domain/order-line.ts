import type { LocalizedText } from '@chowk/contracts';
import type { LineDiscount, TaxLine } from '@chowk/pricing';

export interface OrderedModifier {
  readonly modifierId: string;
  readonly name: LocalizedText;
  /** Per unit of the line. */
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What was asked for and what it cost when it was: a snapshot, never looked up again. Money in paise. */
export interface OrderLine {
  readonly lineId: string;
  readonly lineIndex: number;
  readonly status: 'ORDERED' | 'VOIDED';
  readonly itemId: string;
  readonly variantId: string | null;
  readonly name: LocalizedText;
  readonly variantName: LocalizedText | null;
  readonly modifiers: readonly OrderedModifier[];
  readonly station: string;
  readonly taxCode: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly gross: number;
  readonly discount: number;
  readonly discounts: readonly LineDiscount[];
  readonly taxable: number;
  readonly taxes: readonly TaxLine[];
  readonly tax: number;
  readonly total: number;
  readonly notes: string | null;
  readonly seat: number | null;
  readonly course: number | null;
  readonly guestId: string | null;
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

/** `2 x Cheese`, or `Cheese` for a single one. */
export function modifierName(modifier: OrderedModifier, language: string): string {
  const name = inLanguage(modifier.name, language);
  return modifier.quantity > 1 ? `${modifier.quantity} x ${name}` : name;
}
