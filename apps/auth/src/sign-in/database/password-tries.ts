import { Clock, currentTenantId, Database, sql, type ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';

/**
 * Counts tries to sign in with a password or to act by PIN, for known and unknown people alike. A try is counted before the password is
 * looked at, so that many at once are no way around; the right password takes the count back.
 */
@Injectable()
export class PasswordTries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** Takes one try, or tells for how many seconds there is none. Failures older than the lock time are forgotten. */
  async take(loginHash: string, allowed = this.config.LOGIN_FAILURES): Promise<{ readonly lockedSeconds: number }> {
    const now = this.clock.now();
    const { LOGIN_LOCK_MINUTES: minutes } = this.config;
    const lockEnd = new Date(now.getTime() + minutes * 60_000);
    const forgotten = new Date(now.getTime() - minutes * 60_000);
    const taken = await this.database.query<{ tries: number }>(sql`
      insert into password_tries as t (tenant_id, login_hash, tries, last_at, locked_until)
      values (${currentTenantId()}, ${loginHash}, 1, ${now}, ${allowed === 1 ? lockEnd : null}::timestamptz)
      on conflict (tenant_id, login_hash) do update set
        tries = case when t.locked_until is not null or t.last_at < ${forgotten} then 1 else t.tries + 1 end,
        last_at = ${now},
        locked_until = case
          when (case when t.locked_until is not null or t.last_at < ${forgotten} then 1 else t.tries + 1 end) >= ${allowed}
          then ${lockEnd}::timestamptz end
      where t.locked_until is null or t.locked_until <= ${now}
      returning tries`);
    if (taken.length > 0) return { lockedSeconds: 0 };
    const [locked] = await this.database.query<{ locked_until: Date }>(
      sql`select locked_until from password_tries where login_hash = ${loginHash}`,
    );
    const end = locked?.locked_until ?? lockEnd;
    return { lockedSeconds: Math.max(1, Math.ceil((end.getTime() - now.getTime()) / 1_000)) };
  }

  /** The password was right: nothing is counted any more. */
  async forget(loginHash: string): Promise<void> {
    await this.database.execute(sql`delete from password_tries where login_hash = ${loginHash}`);
  }
}
