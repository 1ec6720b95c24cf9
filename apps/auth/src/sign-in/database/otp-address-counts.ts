import { Clock, currentTenantId, Database, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

const hourMs = 3_600_000;

/** Counts the codes that one address made a tenant send, by the clock's hours. */
@Injectable()
export class OtpAddressCounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts one more inside the open transaction; tells the count of this hour and the seconds until the next. */
  async count(peerHash: string): Promise<{ readonly count: number; readonly secondsLeft: number }> {
    const now = this.clock.now().getTime();
    const hour = new Date(now - (now % hourMs));
    const [row] = await this.database.query<{ count: number }>(sql`
      insert into otp_address_counts as c (tenant_id, peer_hash, hour, count)
      values (${currentTenantId()}, ${peerHash}, ${hour}, 1)
      on conflict (tenant_id, peer_hash, hour) do update set count = c.count + 1
      returning count`);
    return { count: row?.count ?? 1, secondsLeft: Math.ceil((hour.getTime() + hourMs - now) / 1_000) };
  }
}
