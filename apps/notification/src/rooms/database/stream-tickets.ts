import { accessClaims, type AccessClaims } from '@chowk/contracts';
import { Clock, currentTenantId, Database, prepared, runInCall, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';

/** Milliseconds in which a ticket must be used. */
const goodForMs = 60_000;
const tenantBytes = 16;
const secretBytes = 24;
const ticketForm = /^[A-Za-z0-9_-]{54}$/;

export interface IssuedTicket {
  readonly ticket: string;
  readonly expiresAt: Date;
}

/**
 * Tickets that open one stream each. A ticket stands in an address, where tokens must not: it says nothing by itself, is good once
 * and for a minute, and only its hash is kept. Its first bytes name the tenant, since whoever shows it says nothing else.
 */
@Injectable()
export class StreamTickets {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A new ticket for somebody with a good token. */
  async issue(claims: AccessClaims): Promise<IssuedTicket> {
    const tenantId = currentTenantId();
    const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex');
    const ticket = Buffer.concat([tenant, randomBytes(secretBytes)]).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + goodForMs);
    await this.database.execute(
      prepared(sql`
        insert into stream_ticket (tenant_id, hash, claims, expires_at)
        values (${tenantId}, ${hashOf(ticket)}, ${JSON.stringify(claims)}::jsonb, ${expiresAt})`),
    );
    return { ticket, expiresAt };
  }

  /** Whose ticket it was; it is used up. Undefined for one that is invented, used or too old. */
  async use(ticket: string): Promise<AccessClaims | undefined> {
    if (!ticketForm.test(ticket)) return undefined;
    const tenantId = tenantOf(ticket);
    const [found] = await runInCall({ tenantId, transaction: undefined }, () =>
      this.database.query<{ claims: unknown; expires_at: Date }>(
        prepared(sql`
          delete from stream_ticket where tenant_id = ${tenantId} and hash = ${hashOf(ticket)} returning claims, expires_at`),
      ),
    );
    if (!found || found.expires_at <= this.clock.now()) return undefined;
    return accessClaims.parse(found.claims);
  }

  /** Forgets tickets that nobody has used in their time. */
  async forget(): Promise<void> {
    await this.database.worker.execute(sql`delete from stream_ticket where expires_at < ${this.clock.now()}`);
  }
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}

function tenantOf(ticket: string): string {
  const hex = Buffer.from(ticket, 'base64url').subarray(0, tenantBytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
