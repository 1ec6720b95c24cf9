import { Injectable } from '@nestjs/common';
import { DomainError, Log } from '@chowk/kit';
import type { WebhookDelivery } from '../../provider/database/webhook-inbox.js';

/** Something of a tenant that is to be done apart from any call. */
export interface WorkItem {
  readonly kind: 'webhook' | 'payment';
  readonly tenantId: string;
  readonly id: string;
  /** A webhook as it was stored a moment ago, so that it need not be read again. */
  readonly delivery?: WebhookDelivery;
}

/** A webhook that is handed over in a moment, unless it is called off: then whoever did so has settled its row. */
export interface WaitingWebhook {
  readonly id: string;
  readonly callOff: () => void;
}

/**
 * Where calls leave what is to be done after their answer. A hint and no more: what must be done is in the rows, and the
 * sweep finds it there when this process dies.
 */
@Injectable()
export class OpenWork {
  readonly #waiting = new Map<string, WaitingWebhook>();
  #take: ((item: WorkItem) => void) | undefined;

  constructor(private readonly log: Log) {}

  /** Whoever does the work; without it the sweep of another instance will. */
  takenBy(take: ((item: WorkItem) => void) | undefined): void {
    this.#take = take;
  }

  /** A webhook in its row; `delivery` for who has just written it. */
  webhook(tenantId: string, id: string, delivery?: WebhookDelivery): void {
    this.#take?.({ kind: 'webhook', tenantId, id, ...(delivery ? { delivery } : {}) });
  }

  /** A webhook that most likely comes to nothing within `afterMs`; until then {@link waiting} finds it by what it tells of. */
  webhookLater(tenantId: string, delivery: WebhookDelivery, about: string, afterMs: number): void {
    const key = `${tenantId}/${about}`;
    const { id } = delivery;
    const callOff = () => {
      clearTimeout(timer);
      if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
    const timer = setTimeout(() => {
      callOff();
      this.webhook(tenantId, id, delivery);
    }, afterMs).unref();
    const waiting: WaitingWebhook = { id, callOff };
    this.#waiting.set(key, waiting);
  }

  /** The webhook about this that was left to this process for later, if any. */
  waiting(tenantId: string, about: string): WaitingWebhook | undefined {
    return this.#waiting.get(`${tenantId}/${about}`);
  }

  payment(tenantId: string, id: string): void {
    this.#take?.({ kind: 'payment', tenantId, id });
  }

  /** Says that work failed and will be tried again; a refusal is news, anything else a fault. */
  tell(error: unknown, about: Readonly<Record<string, unknown>>): void {
    if (error instanceof DomainError) this.log.warn(`put off: ${error.code}`, { ...about, cause: String(error.cause) });
    else this.log.error('put off: it failed', { ...about, error });
  }
}
