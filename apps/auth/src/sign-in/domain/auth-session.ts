import { AuthSessionRevocation, AuthSessionRevoked, type DataOf } from '@chowk/contracts';
import { Aggregate, newId } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { accessTokenSeconds } from './access-token-lifetime.js';
import type { HolderKind } from './person.js';
import { hashOfSecret, newSecret, newSalt, successorOf } from './refresh-secret.js';

/** Live sign-ins one person may have; one more ends the oldest. */
export const liveSessionsEach = 5;
/** Within so long the same refresh token gets the same successor: two tabs, a lost answer. */
export const refreshGraceMs = 30_000;
/** More renewals than this within the grace are no browser's doing; the older ones count as reuse at once. */
const rotationsKept = 20;

export type EndReason = DataOf<typeof AuthSessionRevoked>['reason'];

/** A renewal that may be asked for again: what was presented and what its successor is made with. */
interface Rotation {
  readonly generation: number;
  readonly hash: string;
  readonly salt: string;
  readonly at: string;
}

export type RefreshOutcome =
  | { readonly kind: 'RENEWED'; readonly generation: number; readonly secret: Buffer }
  | { readonly kind: 'REUSED' | 'ENDED' | 'INVALID' };

/** One sign-in on one device: the family of its refresh tokens, of which only hashes are kept, and the unit of revocation. */
@Entity('auth_sessions')
export class AuthSession extends Aggregate {
  @Column('uuid')
  personId!: string;

  @Column('text')
  personKind!: HolderKind;

  @Column('text', { nullable: true })
  device!: string | null;

  /** Number of the newest refresh token. */
  @Column('integer')
  generation!: number;

  @Column('text')
  secretHash!: string;

  /** The renewals of the last thirty seconds. */
  @Column('jsonb')
  rotations!: readonly Rotation[];

  @Column('timestamptz')
  lastUsedAt!: Date;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('text', { nullable: true })
  endReason!: EndReason | null;

  /** A new sign-in and the secret of its first refresh token. */
  static open(
    person: { readonly id: string; readonly kind: HolderKind },
    { device, lifetimeMs }: { device: string | undefined; lifetimeMs: number },
    now: Date,
  ): { session: AuthSession; secret: Buffer } {
    const secret = newSecret();
    const session = new AuthSession();
    session.id = newId();
    session.personId = person.id;
    session.personKind = person.kind;
    session.device = device ?? null;
    session.generation = 1;
    session.secretHash = hashOfSecret(secret);
    session.rotations = [];
    session.lastUsedAt = now;
    session.expiresAt = new Date(now.getTime() + lifetimeMs);
    session.endedAt = null;
    session.endReason = null;
    return { session, secret };
  }

  isLive(now: Date): boolean {
    return this.endedAt === null && now < this.expiresAt;
  }

  /**
   * Takes a refresh token that is known to be one of ours. The newest one is renewed; one renewed less than thirty
   * seconds ago gets the same successor again; any older one is reuse and ends the sign-in.
   */
  refresh(presented: { generation: number; secret: Buffer }, lifetimeMs: number, now: Date): RefreshOutcome {
    const hash = hashOfSecret(presented.secret);
    if (presented.generation > this.generation) return { kind: 'INVALID' };
    if (presented.generation < this.generation) return this.#again(presented, hash, now);
    if (hash !== this.secretHash) return { kind: 'INVALID' };
    if (this.endedAt !== null) return { kind: 'ENDED' };
    if (now >= this.expiresAt) return { kind: 'INVALID' };
    const salt = newSalt();
    const secret = successorOf(presented.secret, salt);
    const rotation = { generation: this.generation, hash, salt, at: now.toISOString() };
    this.rotations = [...this.rotations.filter((earlier) => isFresh(earlier, now)), rotation].slice(-rotationsKept);
    this.generation += 1;
    this.secretHash = hashOfSecret(secret);
    this.lastUsedAt = now;
    this.expiresAt = new Date(now.getTime() + lifetimeMs);
    return { kind: 'RENEWED', generation: this.generation, secret };
  }

  /** Lives on from now, for who proves themselves otherwise than by a refresh token. */
  prolong(lifetimeMs: number, now: Date): void {
    this.lastUsedAt = now;
    this.expiresAt = new Date(now.getTime() + lifetimeMs);
  }

  /** Ends the sign-in; its tokens are refused from now on. Once ended it stays ended for the first reason. */
  end(reason: EndReason, now: Date): void {
    if (this.endedAt !== null) return;
    this.endedAt = now;
    this.endReason = reason;
    this.rotations = [];
    const { id: sessionId, personId } = this;
    this.record(AuthSessionRevoked, { sessionId, personId, reason });
    const until = new Date(now.getTime() + accessTokenSeconds * 1_000).toISOString();
    this.record(AuthSessionRevocation, { sessionId, personId, until });
  }

  #again(presented: { generation: number; secret: Buffer }, hash: string, now: Date): RefreshOutcome {
    if (this.endedAt !== null) return { kind: this.endReason === 'REUSE' ? 'REUSED' : 'ENDED' };
    const rotation = this.rotations.find(({ generation }) => generation === presented.generation);
    if (rotation && rotation.hash === hash && isFresh(rotation, now))
      return {
        kind: 'RENEWED',
        generation: rotation.generation + 1,
        secret: successorOf(presented.secret, rotation.salt),
      };
    this.end('REUSE', now);
    return { kind: 'REUSED' };
  }
}

function isFresh(rotation: Rotation, now: Date): boolean {
  return now.getTime() - Date.parse(rotation.at) <= refreshGraceMs;
}
