import { DevicePaired, DeviceRemoved, PairingCodeInvalid } from '@chowk/contracts';
import { Aggregate, newId, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import { hashOfSecret, newSecret } from '../../sign-in/domain/refresh-secret.js';
import type { SessionHolder } from '../../sign-in/domain/person.js';
import { pairingMinutes } from './pairing-code.js';

/** Where a tablet stands, what people call it, and what it shows. */
export interface DevicePlace {
  readonly outletId: string;
  readonly name: string;
  readonly stations: readonly string[];
}

/**
 * A shared tablet of an outlet: invited by a manager with a code, paired by whoever types the code, trusted until a manager removes it. Of
 * code and token only hashes are kept.
 */
@Entity('devices')
export class Device extends Aggregate {
  @Column('uuid')
  outletId!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  stations!: readonly string[];

  /** The manager whose code it is. */
  @Column('uuid')
  invitedBy!: string;

  @Column('text', { nullable: true })
  codeHash!: string | null;

  @Column('timestamptz')
  codeExpiresAt!: Date;

  @Column('text', { nullable: true })
  tokenHash!: string | null;

  /** The auth-session its access tokens name. */
  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  @Column('timestamptz', { nullable: true })
  pairedAt!: Date | null;

  /** When it last asked for an access token. */
  @Column('timestamptz', { nullable: true })
  lastSeenAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  removedAt!: Date | null;

  static invite(place: DevicePlace, by: string, codeHash: string, now: Date): Device {
    return Object.assign(new Device(), place, {
      id: newId(),
      invitedBy: by,
      codeHash,
      codeExpiresAt: new Date(now.getTime() + pairingMinutes * 60_000),
      tokenHash: null,
      sessionId: null,
      pairedAt: null,
      lastSeenAt: null,
      removedAt: null,
    });
  }

  /** Waits for its code, or is paired: not removed, and not forgotten. */
  isThere(now: Date): boolean {
    return this.removedAt === null && (this.pairedAt !== null || now < this.codeExpiresAt);
  }

  get isPaired(): boolean {
    return this.pairedAt !== null && this.removedAt === null;
  }

  /** Takes the code, once, and returns the secret of its token. Throws 401 PAIRING_CODE_INVALID for a used or old code. */
  claim(now: Date): Buffer {
    if (this.codeHash === null || !this.isThere(now) || this.pairedAt !== null) throw refuse(PairingCodeInvalid);
    const secret = newSecret();
    this.codeHash = null;
    this.tokenHash = hashOfSecret(secret);
    this.pairedAt = now;
    this.record(DevicePaired, this.#facts(this.invitedBy));
    return secret;
  }

  isSecret(secret: Uint8Array): boolean {
    return this.isPaired && hashOfSecret(secret) === this.tokenHash;
  }

  /** Gives out an access token of that auth-session. */
  see(sessionId: string, now: Date): void {
    this.sessionId = sessionId;
    this.lastSeenAt = now;
  }

  /** Trusts it no longer; removed once it stays so. One that nobody claimed leaves without a word. */
  remove(by: string, now: Date): void {
    if (this.removedAt !== null) return;
    this.removedAt = now;
    this.codeHash = null;
    this.tokenHash = null;
    if (this.pairedAt !== null) this.record(DeviceRemoved, this.#facts(by));
  }

  /** The tablet as the holder of an auth-session. */
  asHolder(): SessionHolder {
    const { id, name, outletId, stations } = this;
    return { id, kind: 'device', name, roles: ['DEVICE'], outlets: [outletId], stations };
  }

  #facts(by: string) {
    const { id: deviceId, outletId, name, stations } = this;
    return { deviceId, outletId, name, stations: [...stations], by };
  }
}
