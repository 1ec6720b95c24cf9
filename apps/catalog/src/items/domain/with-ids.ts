import { newId } from '@chowk/kit';

/** A part as it was sent: with the id it has, or without one when it is new. */
export interface SentPart {
  readonly id?: string | undefined;
}

/** The parts with ids: those that have one stay themselves, the others get a new one. `unknown`: places of ids that are not among `known`, or come twice. */
export function withIds<Part extends object>(
  parts: readonly (Part & SentPart)[],
  known: readonly { readonly id: string }[],
): { readonly parts: readonly (Part & { id: string })[]; readonly unknown: readonly number[] } {
  const free = new Set(known.map(({ id }) => id));
  const unknown = parts.flatMap(({ id }, index) => (id === undefined || free.delete(id) ? [] : [index]));
  return { parts: parts.map((part) => ({ ...part, id: part.id ?? newId() })), unknown };
}
