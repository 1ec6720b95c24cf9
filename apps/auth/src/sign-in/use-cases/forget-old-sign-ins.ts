import { Clock, Database, every, Log, sql } from '@chowk/kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const everyMs = 10 * 60_000;
const dayMs = 86_400_000;
/** Ended and expired sign-ins are kept so long for those who look into a theft. */
const sessionsKeptDays = 90;

/** Deletes codes, counters and sign-ins that can decide nothing any more, of all tenants, every ten minutes. */
@Injectable()
export class ForgetOldSignIns implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      everyMs,
      () => this.run(),
      (error) => this.log.warn('old sign-ins could not be forgotten yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
  }

  /** One round. */
  async run(): Promise<void> {
    const { worker } = this.database;
    const now = this.clock.now().getTime();
    const yesterday = new Date(now - dayMs);
    await worker.execute(sql`delete from otp_challenges where created_at < ${yesterday}`);
    await worker.execute(sql`delete from otp_address_counts where hour < ${yesterday}`);
    await worker.execute(sql`delete from password_tries where last_at < ${yesterday}`);
    await worker.execute(sql`delete from devices where paired_at is null and code_expires_at < ${yesterday}`);
    const old = new Date(now - sessionsKeptDays * dayMs);
    await worker.execute(sql`delete from auth_sessions where expires_at < ${old} or ended_at < ${old}`);
  }
}
