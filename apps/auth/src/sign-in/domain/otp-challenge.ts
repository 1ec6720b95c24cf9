import { OtpRequested } from '@chowk/contracts';
import { Aggregate, newId } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A code lives five minutes. */
export const otpLifetimeMs = 5 * 60_000;
/** Wrong tries after which a code is dead: five guesses in a million. */
export const otpTries = 5;

export type OtpOutcome = 'RIGHT' | 'WRONG' | 'LOCKED';

/** One code sent to one phone. Neither code nor phone is in the row, only keyed hashes of them. */
@Entity('otp_challenges')
export class OtpChallenge extends Aggregate {
  @Column('text')
  phoneHash!: string;

  @Column('text')
  codeHash!: string;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('integer')
  wrongTries!: number;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;

  /** A new challenge; `hashOf` gives the hash of its code, `sealed` is phone and code readable by notification alone. */
  static issue(
    { phoneHash, codeHash, sealed, id = newId() }: { phoneHash: string; codeHash: string; sealed: string; id?: string },
    now: Date,
  ): OtpChallenge {
    const challenge = new OtpChallenge();
    challenge.id = id;
    challenge.phoneHash = phoneHash;
    challenge.codeHash = codeHash;
    challenge.expiresAt = new Date(now.getTime() + otpLifetimeMs);
    challenge.wrongTries = 0;
    challenge.usedAt = null;
    challenge.record(OtpRequested, {
      challengeId: id,
      channel: 'SMS',
      expiresAt: challenge.expiresAt.toISOString(),
      sealed,
    });
    return challenge;
  }

  /** When the next code may be sent, so many seconds after this one. */
  resendAt(seconds: number): Date {
    return new Date(this.expiresAt.getTime() - otpLifetimeMs + seconds * 1_000);
  }

  /**
   * Tries a code by its hash check. `RIGHT` at most once; a used or expired challenge is `WRONG` without counting;
   * after five wrong tries everything is `LOCKED`, the right code too.
   */
  try(isRight: boolean, now: Date): OtpOutcome {
    if (this.usedAt !== null || now >= this.expiresAt) return 'WRONG';
    if (this.wrongTries >= otpTries) return 'LOCKED';
    if (!isRight) {
      this.wrongTries += 1;
      return 'WRONG';
    }
    this.usedAt = now;
    return 'RIGHT';
  }
}
