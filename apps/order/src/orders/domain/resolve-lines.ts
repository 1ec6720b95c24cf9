import {
  ItemUnavailable,
  UnknownReference,
  ValidationFailed,
  type Fault,
  type ItemSnapshot,
  type RequestedOrderLine,
} from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { isOffered, unitPriceOf, type OfferPlace } from '@chowk/pricing';

type Variant = ItemSnapshot['variants'][number];
type Modifier = ItemSnapshot['modifierGroups'][number]['modifiers'][number];

export interface ResolvedModifier {
  readonly modifier: Modifier;
  readonly quantity: number;
}

/** A requested line with what it names, priced from our own copy. */
export interface ResolvedLine {
  readonly asked: RequestedOrderLine;
  readonly item: ItemSnapshot;
  readonly variant: Variant | null;
  readonly modifiers: readonly ResolvedModifier[];
  /** Paise for one unit without modifiers. */
  readonly unitPrice: number;
}

interface Findings {
  readonly unknown: Fault[];
  readonly invalid: Fault[];
  readonly unavailable: { lineIndex: number; itemId: string; modifierId?: string; until: string | null }[];
}

/**
 * Finds what every line names and what it costs there and then. Throws UNKNOWN_REFERENCE, VALIDATION_FAILED (choices of
 * modifiers) or ITEM_UNAVAILABLE, each with all the lines concerned. `field` is where the caller named them.
 */
export function resolveLines(
  lines: readonly RequestedOrderLine[],
  items: ReadonlyMap<string, ItemSnapshot>,
  place: OfferPlace,
  field: 'lines' | 'add' = 'lines',
): ResolvedLine[] {
  const findings: Findings = { unknown: [], invalid: [], unavailable: [] };
  const resolved = lines.flatMap((asked, lineIndex) => {
    const item = items.get(asked.itemId);
    const path = `${field}.${lineIndex}`;
    if (item) return [resolveLine(asked, item, { lineIndex, path }, place, findings)];
    findings.unknown.push(unknownAt(`${path}.itemId`));
    return [];
  });
  if (findings.unknown.length > 0) throw refuse(UnknownReference, findings.unknown);
  if (findings.invalid.length > 0) throw refuse(ValidationFailed, findings.invalid);
  if (findings.unavailable.length > 0) throw refuse(ItemUnavailable, findings.unavailable);
  return resolved;
}

function resolveLine(
  asked: RequestedOrderLine,
  item: ItemSnapshot,
  { lineIndex, path }: { lineIndex: number; path: string },
  place: OfferPlace,
  findings: Findings,
): ResolvedLine {
  const variant = variantOf(asked, item, path, findings);
  const modifiers = modifiersOf(asked, item, path, findings);
  const until = item.unavailableUntil;
  if (!isOffered(item, place)) findings.unavailable.push({ lineIndex, itemId: item.id, until });
  for (const { modifier } of modifiers)
    if (!modifier.available)
      findings.unavailable.push({ lineIndex, itemId: item.id, modifierId: modifier.id, until: null });
  return { asked, item, variant, modifiers, unitPrice: unitPriceOf(item, variant, place) };
}

function variantOf(asked: RequestedOrderLine, item: ItemSnapshot, path: string, findings: Findings): Variant | null {
  if (asked.variantId !== undefined) {
    const named = item.variants.find(({ id }) => id === asked.variantId);
    if (!named) findings.unknown.push(unknownAt(`${path}.variantId`));
    return named ?? null;
  }
  if (item.variants.length === 0) return null;
  const usual = item.variants.find(({ isDefault }) => isDefault);
  if (!usual) findings.invalid.push({ path: `${path}.variantId`, code: 'REQUIRED', message: 'must be given' });
  return usual ?? null;
}

function modifiersOf(asked: RequestedOrderLine, item: ItemSnapshot, path: string, findings: Findings) {
  const chosen = new Map<string, ResolvedModifier>();
  asked.modifiers.forEach(({ modifierId, quantity }, index) => {
    const at = `${path}.modifiers.${index}.modifierId`;
    const modifier = item.modifierGroups.flatMap((group) => group.modifiers).find(({ id }) => id === modifierId);
    if (!modifier) findings.unknown.push(unknownAt(at));
    else if (chosen.has(modifierId))
      findings.invalid.push({ path: at, code: 'DUPLICATE', message: 'is named twice: give its quantity instead' });
    else chosen.set(modifierId, { modifier, quantity });
  });
  for (const group of item.modifierGroups) {
    const count = group.modifiers.reduce((sum, { id }) => sum + (chosen.get(id)?.quantity ?? 0), 0);
    if (count >= group.minChoices && count <= group.maxChoices) continue;
    const message = `choose ${group.minChoices} to ${group.maxChoices} of group ${group.id}, not ${count}`;
    findings.invalid.push({ path: `${path}.modifiers`, code: 'OUT_OF_RANGE', message });
  }
  return [...chosen.values()];
}

function unknownAt(path: string): Fault {
  return { path, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' };
}
