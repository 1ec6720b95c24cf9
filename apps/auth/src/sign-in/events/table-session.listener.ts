import { AuthSessionRevocation, TableSessionClosed, type Received } from '@chowk/contracts';
import { Clock, On, Outbox } from '@chowk/kit';
import { Controller } from '@nestjs/common';

/** Order lets guests in for six hours at most (ADR 0016). */
const guestTokenMs = 6 * 3_600_000;

/** The tokens of a table's guests end with its table session, which is what they name as their auth-session. */
@Controller()
export class TableSessionListener {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @On(TableSessionClosed)
  async endGuests({
    data: { tableSessionId: sessionId },
    version,
  }: Received<typeof TableSessionClosed>): Promise<void> {
    const until = new Date(this.clock.now().getTime() + guestTokenMs).toISOString();
    const revocation = { sessionId, personId: sessionId, until };
    await this.outbox.record(AuthSessionRevocation, { aggregateId: sessionId, version, data: revocation });
  }
}
