import type { AccessClaims, PersonKind, Role } from '@chowk/contracts';

/** Somebody who signs in, reduced to what a token says about them. */
export interface Person {
  readonly id: string;
  readonly kind: PersonKind;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly outlets: 'all' | readonly string[];
}

/** Kinds of those for whom auth keeps auth-sessions: people, and tablets. */
export type HolderKind = Extract<AccessClaims['kind'], PersonKind | 'device'>;

/** Whoever an auth-session is for. */
export interface SessionHolder extends Omit<Person, 'kind'> {
  readonly kind: HolderKind;
  /** Kitchen stations a tablet shows. */
  readonly stations?: readonly string[];
}
