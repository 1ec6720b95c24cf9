import {
  ItemUnavailable,
  UnknownReference,
  ValidationFailed,
  type Fault,
  type Fulfilment,
  type ItemSnapshot,
  type RequestedOrderLine,
} from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { isWithinWindow } from '@chowk/pricing';
import type { LocalTime } from './outlet-time.js';

type Variant = ItemSnapshot['variants'][number];
type Modifier = ItemSnapshot['modifierGroups'][number]['modifiers'][number];

/** Where and when a line is asked for. */
export interface Place {
  readonly outletId: string;
  readonly fulfilment: Fulfilment;
  readonly tableArea: string | null;
  readonly at: Date;
  readonly local: LocalTime;
}

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
 * modifiers) or ITEM_UNAVAILABLE, each with all the lines concerned.
 */
export function resolveLines(
  lines: readonly RequestedOrderLine[],
  items: ReadonlyMap<string, ItemSnapshot>,
  place: Place,
): ResolvedLine[] {
  const findings: Findings = { unknown: [], invalid: [], unavailable: [] };
  const resolved = lines.flatMap((asked, lineIndex) => {
    const item = items.get(asked.itemId);
    if (item) return [resolveLine(asked, item, lineIndex, place, findings)];
    findings.unknown.push(unknownAt(`lines.${lineIndex}.itemId`));
    return [];
  });
  if (findings.unknown.length > 0) throw refuse(UnknownReference, findings.unknown);
  if (findings.invalid.length > 0) throw refuse(ValidationFailed, findings.invalid);
  if (findings.unavailable.length > 0) throw refuse(ItemUnavailable, findings.unavailable);
  return resolved;
}

/** The price of an item there: the override that names most of fulfilment and area wins; variants have their own prices. */
export function unitPriceOf(item: ItemSnapshot, variant: Variant | null, place: Place): number {
  if (variant) return variant.price;
  return overridesFor(item, place).find(({ price }) => price !== null)?.price ?? item.price;
}

/** Whether an item can be had there and then: not archived, not sold out, within its serving times. */
export function isAvailable(item: ItemSnapshot, place: Place): boolean {
  if (item.removed) return false;
  const hasReturned = item.unavailableUntil !== null && Date.parse(item.unavailableUntil) <= place.at.getTime();
  const override = overridesFor(item, place).find(({ available }) => available !== null)?.available;
  const isServed =
    item.servingWindows.length === 0 || item.servingWindows.some((window) => isWithinWindow(window, place.local));
  return isServed && (override ?? (item.available || hasReturned));
}

function overridesFor(item: ItemSnapshot, { outletId, fulfilment, tableArea }: Place) {
  const weight = (override: ItemSnapshot['overrides'][number]) =>
    (override.fulfilment === null ? 0 : 2) + (override.tableArea === null ? 0 : 1);
  return item.overrides
    .filter((override) => override.outletId === outletId)
    .filter((override) => override.fulfilment === null || override.fulfilment === fulfilment)
    .filter((override) => override.tableArea === null || override.tableArea === tableArea)
    .sort((one, other) => weight(other) - weight(one));
}

function resolveLine(
  asked: RequestedOrderLine,
  item: ItemSnapshot,
  lineIndex: number,
  place: Place,
  findings: Findings,
): ResolvedLine {
  const path = `lines.${lineIndex}`;
  const variant = variantOf(asked, item, path, findings);
  const modifiers = modifiersOf(asked, item, path, findings);
  const until = item.unavailableUntil;
  if (!isAvailable(item, place)) findings.unavailable.push({ lineIndex, itemId: item.id, until });
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
