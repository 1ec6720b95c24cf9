import type { ItemSnapshot } from '@chowk/contracts';

type Override = ItemSnapshot['overrides'][number];

/** An outlet at which an item is sold out; until when, as ISO 8601, or null where no end is known. */
export interface OutletPause {
  readonly outletId: string;
  readonly until: string | null;
}

/** The pauses that are not over at `at`. */
export function pausesAt(pauses: readonly OutletPause[], at: Date): readonly OutletPause[] {
  return pauses.filter(({ until }) => until === null || Date.parse(until) > at.getTime());
}

/**
 * What differs at the outlets once their pauses are counted in: nothing of a paused outlet can be had, not even what another
 * override (a fulfilment, an area) would offer there. Prices stay.
 */
export function withPauses(overrides: readonly Override[], pauses: readonly OutletPause[]): Override[] {
  const paused = new Set(pauses.map(({ outletId }) => outletId));
  const told = overrides.map((one) => (paused.has(one.outletId) ? { ...one, available: false } : one));
  const hasGeneral = (outletId: string) =>
    told.some((one) => one.outletId === outletId && one.fulfilment === null && one.tableArea === null);
  const missing = [...paused].filter((outletId) => !hasGeneral(outletId));
  return [
    ...told,
    ...missing.map((outletId) => ({ outletId, fulfilment: null, tableArea: null, price: null, available: false })),
  ];
}
