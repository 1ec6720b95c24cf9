import { Injectable } from '@nestjs/common';
import { NotYetAvailable } from '@chowk/contracts';
import { newId, refuse, Wakeups } from '@chowk/kit';
import { PriceList, type Offer, type OfferRequest } from '../../database/price-list.js';
import { knownKey } from './known-key.js';

/** Milliseconds a copy that may be under way is waited for, and how young an id must be to be under way. */
const patienceMs = 1_000;
const youngMs = 5_000;

/** Reads what a cart names; things made a moment ago may still be on their way here, and are waited for. */
@Injectable()
export class ReadOffer {
  constructor(
    private readonly priceList: PriceList,
    private readonly wakeups: Wakeups,
  ) {}

  /** The offer; throws NOT_YET_AVAILABLE when something just made did not arrive within a second. */
  async run(request: OfferRequest): Promise<Offer> {
    const offer = await this.priceList.offer(request);
    if (underWay(request, offer).length === 0) return offer;
    const arrivals = underWay(request, offer).map((id) => this.wakeups.wait(knownKey(id), patienceMs));
    const again = await this.priceList.offer(request);
    if (underWay(request, again).length === 0) return again;
    await Promise.all(arrivals);
    const last = await this.priceList.offer(request);
    const ids = underWay(request, last);
    if (ids.length > 0) throw refuse(NotYetAvailable, { ids }, { retryAfter: 1 });
    return last;
  }
}

function underWay({ itemIds, outletId }: OfferRequest, offer: Offer): string[] {
  const missing = itemIds.filter((id) => !offer.items.has(id));
  if (outletId !== undefined && offer.outlet === null) missing.push(outletId);
  const now = millisOf(newId());
  return [...new Set(missing)].filter((id) => Math.abs(now - millisOf(id)) < youngMs);
}

/** When a UUIDv7 was made: its first 48 bits. Other ids give a time far away. */
function millisOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
