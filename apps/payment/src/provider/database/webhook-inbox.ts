import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, prepared, sql } from '@chowk/kit';

export type WebhookState = 'RECEIVED' | 'PARKED' | 'DONE' | 'IGNORED' | 'QUARANTINED' | 'FAILED';

export interface ReceivedWebhook {
  readonly eventId: string;
  /** SHA-256 of the body. */
  readonly bodyHash: Buffer;
  readonly body: Buffer;
  /** `payment.captured`, as its body says. */
  readonly event: string;
  readonly providerPaymentId: string | null;
  /** It can change nothing any more: kept, and never looked at again. */
  readonly isOver: boolean;
}

export interface WebhookDelivery {
  readonly id: string;
  readonly body: Buffer;
  readonly event: string;
  readonly state: WebhookState;
  readonly attempts: number;
}

/** Whoever took it in works on it at once; when that process dies, the sweep begins after this. */
const headStartMs = 5_000;
/** Waits between looks at a webhook that cannot be used yet: from a second, doubling, up to an hour. */
const waitMs = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 3_600_000);
/** About two days of looks; then a person must. */
const attemptsAllowed = 60;

/** Signed webhooks as they came, raw, until their effect is certain. */
@Injectable()
export class WebhookInbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a webhook in one flush; its id, or undefined when one with this event id, or with this very body, is there
   * already (the header with the event id is not signed, so the body counts as well).
   */
  async receive({
    eventId,
    bodyHash,
    body,
    event,
    providerPaymentId,
    isOver,
  }: ReceivedWebhook): Promise<string | undefined> {
    const now = this.clock.now();
    const nextAt = isOver ? null : new Date(now.getTime() + headStartMs);
    const [row] = await this.database.query<{ id: string }>(
      prepared(sql`
        insert into webhook_delivery (tenant_id, id, event_id, body_hash, body, event, provider_payment_id, state, next_at,
                                      received_at, settled_at)
        values (current_setting('app.tenant_id')::uuid, ${newId()}, ${eventId}, ${bodyHash}, ${body}, ${event},
                ${providerPaymentId}, ${isOver ? 'IGNORED' : 'RECEIVED'}, ${nextAt}, ${now}, ${isOver ? now : null})
        on conflict do nothing returning id`),
    );
    return row?.id;
  }

  async find(id: string): Promise<WebhookDelivery | undefined> {
    const [row] = await this.database.query<WebhookDelivery>(
      prepared(sql`select id, body, event, state, attempts from webhook_delivery where id = ${id}`),
    );
    return row;
  }

  /** Its effect is certain. What waited for the money of `unparks` is due now; its ids. */
  async settle(
    id: string,
    state: Exclude<WebhookState, 'RECEIVED' | 'PARKED'>,
    unparks: string | null = null,
  ): Promise<string[]> {
    const now = this.clock.now();
    const rows = await this.database.query<{ id: string }>(
      prepared(sql`
        with settled as (
          update webhook_delivery set state = ${state}, next_at = null, error = null, settled_at = ${now}
          where id = ${id} and state in ('RECEIVED', 'PARKED'))
        update webhook_delivery set next_at = ${now}
        where state = 'PARKED' and provider_payment_id = ${unparks} and id <> ${id} returning id`),
    );
    return rows.map((row) => row.id);
  }

  /** It cannot be used yet, or failed for a reason that may pass: looked at again later, and given up after two days. */
  async postpone(delivery: WebhookDelivery, state: 'RECEIVED' | 'PARKED', error: string | null): Promise<void> {
    const attempts = delivery.attempts + 1;
    const nextAt = attempts < attemptsAllowed ? new Date(this.clock.now().getTime() + waitMs(attempts)) : null;
    const kept = nextAt === null && state === 'RECEIVED' ? 'FAILED' : state;
    await this.database.execute(
      prepared(sql`
        update webhook_delivery set state = ${kept}, attempts = ${attempts}, next_at = ${nextAt}, error = ${error}
        where id = ${delivery.id} and state in ('RECEIVED', 'PARKED')`),
    );
  }
}
