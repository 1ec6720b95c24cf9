import type { Fulfilment } from '@chowk/contracts';
import { localTime, type OfferPlace } from '@chowk/pricing';

/** Where, when and for what the menu is read. */
export interface MenuPlace {
  /** Null: what holds where no outlet says otherwise. */
  readonly outletId: string | null;
  readonly fulfilment: Fulfilment | null;
  readonly at: Date;
  /** The outlet's zone, else the tenant's. */
  readonly timeZone: string;
}

/** The place as pricing knows it: an outlet or a fulfilment that is not said matches no override that names one. */
export function offerPlaceOf({ outletId, fulfilment, at, timeZone }: MenuPlace): OfferPlace {
  return {
    outletId: outletId ?? '',
    fulfilment: fulfilment ?? '',
    tableArea: null,
    at,
    local: localTime(at, timeZone),
  };
}
