import { outletAnswer, type OutletAnswer } from '@chowk/contracts';
import type { Outlet } from '../domain/outlet.js';

/** An outlet as anybody may see it. */
export function outletView(outlet: Outlet): OutletAnswer {
  const { version, createdAt, updatedAt } = outlet;
  return outletAnswer.parse({
    ...outlet.state(),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  });
}
