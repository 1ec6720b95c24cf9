/**
 * What is refused first when there is too much to do: reads, then new work. What is vital is never refused for that: it finishes what was
 * begun (paying, what a provider reports, the kitchen's work) or keeps people signed in, and there is no more of it than was let in before.
 */
export type Importance = 'vital' | 'work' | 'read';

/** The part of what may be in flight up to which calls of an importance are let in. */
export const partOf: Readonly<Record<Importance, number>> = { vital: Number.POSITIVE_INFINITY, work: 1, read: 0.7 };
