import type { ItemContent } from './item.js';

type Overrides = ItemContent['overrides'];

/** The overrides after somebody wrote those of the outlets they may enter: what stands for other outlets stays as it was. */
export function overridesWritten(
  before: Overrides,
  written: Overrides,
  mayEnter: (outletId: string) => boolean,
): Overrides {
  return [...before.filter(({ outletId }) => !mayEnter(outletId)), ...written];
}
