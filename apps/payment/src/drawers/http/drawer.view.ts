import type { DrawerMovementView, DrawerView, DrawerWithMovementsView } from '@chowk/contracts';
import type { DrawerMovement } from '../database/drawer-book.js';
import type { Drawer } from '../domain/drawer.js';

/** A drawer as its reader sees it. */
export function drawerViewOf(drawer: Drawer): DrawerView {
  const { id, version, outletId, businessDate, label, status, cashierId, openingFloat, cashIn, cashOut } = drawer;
  const { expected, counted, difference, closedBy, createdAt, closedAt, updatedAt } = drawer;
  return {
    ...{ id, version, outletId, businessDate, label, status, cashierId, currency: 'INR' },
    ...{ openingFloat, cashIn, cashOut, expected, counted, difference, closedBy },
    openedAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}

/** A drawer with all that moved in it. */
export function drawerWithMovementsOf(found: {
  readonly drawer: Drawer;
  readonly movements: readonly DrawerMovement[];
}): DrawerWithMovementsView {
  return { ...drawerViewOf(found.drawer), movements: found.movements.map(movementViewOf) };
}

function movementViewOf({ at, ...movement }: DrawerMovement): DrawerMovementView {
  return { ...movement, at: at.toISOString() };
}
