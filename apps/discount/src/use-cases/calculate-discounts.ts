import { UnknownReference, type CalculateBody, type Fault, type ItemSnapshot } from '@chowk/contracts';
import { Clock, currentTenantId, InjectStore, refuse, TenantDirectory, unknownReference, type Store } from '@chowk/kit';
import {
  localTime,
  priceCart,
  unitPriceOf,
  type OfferPlace,
  type PricedCart,
  type RequestedLine,
} from '@chowk/pricing';
import { Injectable } from '@nestjs/common';
import { KnownItems } from '../database/known-items.js';
import { KnownOutlets } from '../database/known-outlets.js';
import { Rule } from '../domain/rule.js';

type AskedLine = CalculateBody['lines'][number];

/** What a cart would cost with the rules of now; the same evaluator prices the order. */
@Injectable()
export class CalculateDiscounts {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly items: KnownItems,
    private readonly outlets: KnownOutlets,
    @InjectStore(Rule) private readonly rules: Store<Rule>,
  ) {}

  /** Throws UNKNOWN_REFERENCE for everything the cart names that does not exist. */
  async run({ outletId, fulfilment, lines }: CalculateBody): Promise<PricedCart> {
    const [tenant, outlet, items, rules] = await Promise.all([
      this.tenants.find(currentTenantId()),
      this.outlets.find(outletId),
      this.items.many(lines.map(({ itemId }) => itemId)),
      this.rules.findBy({ isRemoved: false }),
    ]);
    const registration = tenant?.taxRegistrations.find(({ id }) => id === outlet?.taxRegistrationId);
    if (!tenant || !outlet || outlet.removed || !registration)
      throw refuse(UnknownReference, [unknownReference('outletId')]);
    const at = this.clock.now();
    const place = { outletId, fulfilment, tableArea: null, at, local: localTime(at, outlet.timeZone) };
    return priceCart({
      currency: tenant.currency,
      placeOfSupply: outlet.address.stateCode,
      seller: { state: registration.stateCode, regime: registration.regime },
      pricesIncludeTax: tenant.pricesIncludeTax,
      at: at.toISOString(),
      local: place.local,
      outletId,
      fulfilment,
      rules: rules.map(({ rule }) => rule),
      lines: requestedLines(lines, new Map(items.map((item) => [item.id, item])), place),
    });
  }
}

function requestedLines(
  lines: readonly AskedLine[],
  items: ReadonlyMap<string, ItemSnapshot>,
  place: OfferPlace,
): RequestedLine[] {
  const unknown: Fault[] = [];
  const requested = lines.flatMap((line, index) => {
    const item = items.get(line.itemId);
    if (!item || item.removed) unknown.push(unknownReference(`lines.${index}.itemId`));
    return item ? [requestedLine(line, item, index, place, unknown)] : [];
  });
  if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  return requested;
}

function requestedLine(
  { variantId, modifiers, quantity }: AskedLine,
  item: ItemSnapshot,
  index: number,
  place: OfferPlace,
  unknown: Fault[],
): RequestedLine {
  const variant = item.variants.find(({ id, isDefault }) => (variantId === undefined ? isDefault : id === variantId));
  if (variantId !== undefined && !variant) unknown.push(unknownReference(`lines.${index}.variantId`));
  const offered = new Map(item.modifierGroups.flatMap((group) => group.modifiers).map((one) => [one.id, one]));
  modifiers.forEach(({ modifierId }, at) => {
    if (!offered.has(modifierId)) unknown.push(unknownReference(`lines.${index}.modifiers.${at}.modifierId`));
  });
  return {
    lineId: String(index),
    itemId: item.id,
    categoryIds: item.categoryIds,
    variantId: variant?.id,
    quantity,
    unitPrice: unitPriceOf(item, variant ?? null, place),
    modifiers: modifiers.map((one) => ({ ...one, unitPrice: offered.get(one.modifierId)?.price ?? 0 })),
    tax: { taxClass: item.tax.taxClass, rateBasisPoints: item.tax.rateBasisPoints },
  };
}
