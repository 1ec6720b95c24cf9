import type { Hold } from './holds.js';

/** A movement of something that was sold and is not wanted any more. */
export interface UnwantedMovement {
  readonly stockItemId: string;
  readonly quantity: number;
  readonly kind: 'RETURN' | 'WASTE';
  readonly note?: string | undefined;
}

/** What was sold and not yet used comes back. */
export function returned(holds: readonly Hold[], note?: string): UnwantedMovement[] {
  return holds.map((hold) => ({ ...hold, kind: 'RETURN', note }));
}

/** What was sold and used is no sale but waste: the level stays, the ledger says what it was. */
export function wasted(holds: readonly Hold[], note?: string): UnwantedMovement[] {
  return holds.flatMap(({ stockItemId, quantity }) => [
    { stockItemId, quantity, kind: 'RETURN' as const, note },
    { stockItemId, quantity: -quantity, kind: 'WASTE' as const, note },
  ]);
}
