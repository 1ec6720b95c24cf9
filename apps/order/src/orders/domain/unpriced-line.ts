import { newId } from '@chowk/kit';
import type { RequestedLine, TaxLine } from '@chowk/pricing';
import type { LineAmounts, OrderLine } from './order-line.js';
import type { ResolvedLine } from './resolve-lines.js';

/** A line of an order before it is priced, and what rules and taxes look at. */
export interface UnpricedLine {
  readonly line: Omit<OrderLine, keyof LineAmounts>;
  readonly categoryIds: readonly string[];
  readonly tax: RequestedLine['tax'];
}

/** A new line of what was asked for; `guestId` is who it is for unless the caller said another. */
export function newLine(
  { asked, item, variant, modifiers, unitPrice }: ResolvedLine,
  { lineIndex, guestId }: { lineIndex: number; guestId: string | null },
): UnpricedLine {
  return {
    line: {
      ...{ lineId: newId(), lineIndex, status: 'ORDERED' },
      ...{
        itemId: item.id,
        categoryIds: item.categoryIds,
        variantId: variant?.id ?? null,
        name: item.name,
        variantName: variant?.name ?? null,
      },
      modifiers: modifiers.map(({ modifier, quantity }) => ({
        modifierId: modifier.id,
        name: modifier.name,
        quantity,
        unitPrice: modifier.price,
      })),
      ...{ station: item.station, taxCode: item.tax.code, quantity: asked.quantity, unitPrice },
      ...{ notes: asked.notes ?? null, seat: asked.seat ?? null, course: asked.course ?? null },
      guestId: asked.guestId ?? guestId,
    },
    categoryIds: item.categoryIds,
    tax: { taxClass: item.tax.taxClass, rateBasisPoints: item.tax.rateBasisPoints },
  };
}

/** A line that stays while others change: as it was ordered, at its price and tax rates, under the rules of now. */
export function keptLine(line: OrderLine): UnpricedLine {
  return { line, categoryIds: line.categoryIds ?? [], tax: { taxClass: line.taxCode, ...ratesOf(line) } };
}

function ratesOf({ taxes }: OrderLine): Omit<UnpricedLine['tax'], 'taxClass'> {
  const isBeside = ({ component }: TaxLine) => component === 'VAT' || component === 'CESS';
  const additional = taxes.flatMap(({ component, rateBasisPoints }) =>
    component === 'VAT' || component === 'CESS' ? [{ component, rateBasisPoints }] : [],
  );
  const gst = taxes.filter((tax) => !isBeside(tax)).reduce((sum, { rateBasisPoints }) => sum + rateBasisPoints, 0);
  return { rateBasisPoints: gst, additional };
}
