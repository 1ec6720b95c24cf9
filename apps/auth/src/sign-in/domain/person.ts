import type { PersonKind, Role } from '@chowk/contracts';

/** Somebody who signs in, reduced to what a token says about them. */
export interface Person {
  readonly id: string;
  readonly kind: PersonKind;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly outlets: 'all' | readonly string[];
}
