import type { DiscountRule, Fulfilment, Tenant } from '@chowk/contracts';
import type { OutletSnapshot } from '../../database/outlet-snapshot.js';

/**
 * What a bill is priced and invoiced by, as it was when the bill was opened: a rule that ends while people sit at the table
 * still holds for them, and no invoice changes because an address did.
 */
export interface BillTerms {
  /** The instant its rules are judged at. */
  readonly openedAt: string;
  readonly timeZone: string;
  readonly pricesIncludeTax: boolean;
  /** State by its GST number: where the food is served. */
  readonly placeOfSupply: string;
  readonly supplier: Tenant['taxRegistrations'][number] & { readonly tradeName: string };
  readonly outlet: Pick<OutletSnapshot, 'code' | 'name' | 'address'>;
  readonly fulfilment: Fulfilment;
  readonly tableArea: string | null;
  /** Rules about whole bills; an order with a bill of its own was judged by them when it was priced. */
  readonly rules: readonly DiscountRule[];
}

export interface Opening {
  readonly tenant: Tenant;
  readonly outlet: OutletSnapshot;
  readonly at: Date;
  readonly fulfilment: Fulfilment;
  readonly tableArea: string | null;
  readonly isShared: boolean;
  /** Active rules of every scope. */
  readonly rules: readonly DiscountRule[];
}

/** The terms of a bill that is opened now. */
export function billTerms({ tenant, outlet, at, fulfilment, tableArea, isShared, rules }: Opening): BillTerms {
  const supplier = tenant.taxRegistrations.find(({ id }) => id === outlet.taxRegistrationId);
  if (!supplier) throw new Error(`Outlet ${outlet.id} sells under no registration`);
  const { code, name, address, timeZone } = outlet;
  return {
    ...{ openedAt: at.toISOString(), timeZone, pricesIncludeTax: tenant.pricesIncludeTax },
    ...{ placeOfSupply: address.stateCode, supplier: { ...supplier, tradeName: tenant.name } },
    ...{ outlet: { code, name, address }, fulfilment, tableArea },
    rules: isShared ? rules.filter(({ scope }) => scope === 'BILL') : [],
  };
}
