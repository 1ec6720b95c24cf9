import { AuthSessionRevocation, StaffState, type DataOf, type Role } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { pinSessionSeconds } from '../../sign-in/domain/access-token-lifetime.js';
import type { Person } from '../../sign-in/domain/person.js';

type State = DataOf<typeof StaffState>;

/** What a staff member is hired with. */
export interface StaffDetails {
  readonly id: string;
  readonly name: string;
  /** Unique in the tenant, as the user name; kept in lower case. At least one of them is there. */
  readonly email: string | null;
  readonly username: string | null;
  readonly passwordHash: string;
  readonly pinHash?: string | null;
  readonly roles: readonly Role[];
  readonly outlets: 'all' | readonly string[];
}

/** Somebody who works for a tenant, or for the operator of the platform. */
@Entity('staff')
export class Staff extends Aggregate {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text', { nullable: true })
  passwordHash!: string | null;

  /** Of the digits by which the person acts on a shared tablet; null: they cannot. */
  @Column('text', { nullable: true })
  pinHash!: string | null;

  @Column('text')
  language!: string;

  @Column('jsonb')
  roles!: readonly Role[];

  /** Outlets the person is limited to; null: all of the tenant, those to come too. */
  @Column('jsonb', { nullable: true })
  outletIds!: readonly string[] | null;

  @Column('text')
  status!: State['status'];

  static hire({ email, username, outlets, ...details }: StaffDetails): Staff {
    const staff = Object.assign(new Staff(), details, {
      email: email?.toLowerCase() ?? null,
      username: username?.toLowerCase() ?? null,
      outletIds: outlets === 'all' ? null : outlets,
      pinHash: details.pinHash ?? null,
      language: 'en',
      status: 'ACTIVE' as const,
    });
    staff.#tell();
    return staff;
  }

  get outlets(): 'all' | readonly string[] {
    return this.outletIds ?? 'all';
  }

  /** Operators of the platform are a kind of their own: no business is theirs. */
  get kind(): 'staff' | 'platform' {
    return this.roles.includes('PLATFORM_ADMIN') ? 'platform' : 'staff';
  }

  get maySignIn(): boolean {
    return this.status === 'ACTIVE';
  }

  /** Whether the person can act on a shared tablet of the outlet. */
  mayActAt(outletId: string): boolean {
    return this.maySignIn && this.pinHash !== null && (this.outletIds?.includes(outletId) ?? true);
  }

  /** Shuts the person out; whoever acts by their PIN on a tablet just then, too, although the tablet's auth-session goes on. */
  suspend(now: Date): void {
    if (this.status === 'SUSPENDED') return;
    this.status = 'SUSPENDED';
    this.#tell();
    const until = new Date(now.getTime() + pinSessionSeconds * 1_000).toISOString();
    if (this.pinHash !== null) this.record(AuthSessionRevocation, { sessionId: this.id, personId: this.id, until });
  }

  /** Takes what is given; tells the others only what they know of. */
  changeProfile({ name, language }: { name?: string | undefined; language?: string | undefined }): void {
    if (language !== undefined) this.language = language;
    if (name === undefined || name === this.name) return;
    this.name = name;
    this.#tell();
  }

  /** Whether somebody limited to these outlets works with this person. */
  sharesOutletWith(outlets: 'all' | readonly string[]): boolean {
    const own = this.outlets;
    return own === 'all' || outlets === 'all' || own.some((id) => outlets.includes(id));
  }

  asPerson(): Person {
    const { id, kind, name, roles, outlets } = this;
    return { id, kind, name, roles, outlets };
  }

  state(): State {
    const { id, name, status } = this;
    const outlets = this.outletIds === null ? ('all' as const) : [...this.outletIds];
    return { id, name, status, roles: [...this.roles], outlets, removed: false };
  }

  #tell(): void {
    this.record(StaffState, this.state());
  }
}
