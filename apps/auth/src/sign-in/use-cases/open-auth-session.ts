import { TenantSuspended } from '@chowk/contracts';
import { Clock, currentTenantId, Database, InjectStore, refuse, sql, type ConfigOf, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { authConfig } from '../../config.js';
import { Queue } from '../database/queue.js';
import { AuthSession, liveSessionsEach } from '../domain/auth-session.js';
import type { SessionHolder } from '../domain/person.js';

/** A sign-in that was just opened and the secret of its first refresh token, which is kept nowhere. */
export interface OpenedSession {
  readonly session: AuthSession;
  readonly secret: Buffer;
}

/** Opens a sign-in inside the open transaction; who has five already loses the oldest. Throws 403 TENANT_SUSPENDED. */
@Injectable()
export class OpenAuthSession {
  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly clock: Clock,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async run(person: SessionHolder, device: string | undefined): Promise<OpenedSession> {
    await this.#holdTenant();
    await this.queue.enter('person', person.id);
    const now = this.clock.now();
    // Ids grow with time; everybody who ends several sign-ins takes them in this order, so that no two wait for each other.
    const live = await this.sessions.findBy(
      { personId: person.id, endedAt: IsNull(), expiresAt: MoreThan(now) },
      { order: { id: 'ASC' } },
    );
    for (const { id } of live.slice(0, Math.max(0, live.length - liveSessionsEach + 1)))
      await this.sessions.change(id, (session) => session.end('REPLACED', now));
    const opened = AuthSession.open(person, { device, lifetimeMs: this.config.REFRESH_DAYS * 86_400_000 }, now);
    await this.sessions.add(opened.session);
    return opened;
  }
  /** The tenant's row is held, so that a suspension either is seen here or comes after this sign-in and ends it. */
  async #holdTenant(): Promise<void> {
    const held = await this.database.query(sql`
      select 1 from tenants where id = ${currentTenantId()} and status = 'ACTIVE' for share`);
    if (held.length === 0) throw refuse(TenantSuspended);
  }
}
