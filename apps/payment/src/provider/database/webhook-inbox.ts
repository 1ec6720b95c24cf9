import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, prepared, sql, type Sql } from '@chowk/kit';
import { bookedStates, openStates } from '../../payments/domain/payment-moves.js';

export type WebhookState = 'RECEIVED' | 'PARKED' | 'DONE' | 'IGNORED' | 'QUARANTINED' | 'FAILED';

export interface ReceivedWebhook {
  readonly eventId: string;
  /** SHA-256 of the body. */
  readonly bodyHash: Buffer;
  readonly body: Buffer;
  /** `payment.captured`, as its body says. */
  readonly event: string;
  /** The order and the payment at the provider that it tells of. */
  readonly providerOrderId: string | null;
  readonly providerPaymentId: string | null;
  /** It means nothing to us. */
  readonly isIdle: boolean;
}

/** What became of a webhook that came in. */
export interface StoredWebhook {
  /** Undefined when one with this event id, or with this very body, was there before. */
  readonly id: string | undefined;
  /** It can change nothing any more: kept, and never looked at again. */
  readonly isOver: boolean;
  /** The payment that was begun as that order; amount in paise. */
  readonly payment: { readonly id: string; readonly amount: number; readonly isOpen: boolean } | undefined;
}

/** A webhook whose effect is certain. */
export interface SettledWebhook {
  readonly id: string;
  readonly state: Exclude<WebhookState, 'RECEIVED' | 'PARKED'>;
  /** The provider's payment whose money is here now: what waited for it is due. */
  readonly unparks: string | null;
  /** Another that can change nothing any more since this one did. */
  readonly overtaken?: string | undefined;
}

export interface WebhookDelivery {
  readonly id: string;
  readonly body: Buffer;
  readonly event: string;
  readonly state: WebhookState;
  readonly attempts: number;
}

interface StoredRow {
  readonly id: string | null;
  readonly isOver: boolean;
  readonly paymentId: string | null;
  readonly amount: number;
  readonly isOpen: boolean;
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
   * Stores a webhook, once by its event id and once by its body (the header with the event id is not signed), and looks at
   * the payment it tells of in the same statement: what tells of money that is booked is over at once.
   */
  async receive(webhook: ReceivedWebhook): Promise<StoredWebhook> {
    const { eventId, bodyHash, body, event, providerOrderId, providerPaymentId, isIdle } = webhook;
    const now = this.clock.now();
    const nextAt = new Date(now.getTime() + headStartMs);
    const [row] = await this.database.query<StoredRow>(
      prepared(sql`
        with told as (
          select id, amount, status = any(${openStates}::text[]) as is_open,
                 provider_payment_id = ${providerPaymentId}::text and status = any(${bookedStates}::text[]) as is_booked
          from payment where provider_order_id = ${providerOrderId} and second_of is null),
        judged as (select ${isIdle}::boolean or coalesce((select is_booked from told), false) as is_over),
        stored as (
          insert into webhook_delivery (tenant_id, id, event_id, body_hash, body, event, provider_payment_id, state,
                                        next_at, received_at, settled_at)
          select current_setting('app.tenant_id')::uuid, ${newId()}::uuid, ${eventId}, ${bodyHash}::bytea, ${body}::bytea,
                 ${event}, ${providerPaymentId}, case when is_over then 'IGNORED' else 'RECEIVED' end,
                 case when not is_over then ${nextAt}::timestamptz end, ${now}::timestamptz,
                 case when is_over then ${now}::timestamptz end
          from judged on conflict do nothing returning id)
        select (select id from stored) as id, is_over as "isOver", told.id as "paymentId", amount, is_open as "isOpen"
        from judged left join told on true`),
    );
    if (!row) throw new Error('A statement that always has one row had none');
    const { id, isOver, paymentId, amount, isOpen } = row;
    return { id: id ?? undefined, isOver, payment: paymentId === null ? undefined : { id: paymentId, amount, isOpen } };
  }

  async find(id: string): Promise<WebhookDelivery | undefined> {
    const [row] = await this.database.query<WebhookDelivery>(
      prepared(sql`select id, body, event, state, attempts from webhook_delivery where id = ${id}`),
    );
    return row;
  }

  /** Ids of those that waited and are due now. In an open transaction they are told before anybody hears of its commit. */
  async settle(webhook: SettledWebhook, unparked: (ids: string[]) => void): Promise<void> {
    await this.database.write<{ id: string }>(this.#settling(webhook), (rows) => unparked(rows.map(({ id }) => id)));
  }

  #settling({ id, state, unparks, overtaken }: SettledWebhook): Sql {
    const now = this.clock.now();
    return prepared(sql`
      with settled as (
        update webhook_delivery set state = case when id = ${id} then ${state} else 'IGNORED' end,
          next_at = null, error = null, settled_at = ${now}
        where id in (${id}, ${overtaken ?? null}) and state in ('RECEIVED', 'PARKED'))
      update webhook_delivery set next_at = ${now}
      where state = 'PARKED' and provider_payment_id = ${unparks} and id <> ${id} returning id`);
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
