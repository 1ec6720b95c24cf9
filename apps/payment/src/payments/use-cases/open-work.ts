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

/**
 * Where calls leave what is to be done after their answer. A hint and no more: what must be done is in the rows, and the
 * sweep finds it there when this process dies.
 */
@Injectable()
export class OpenWork {
  #take: ((item: WorkItem) => void) | undefined;

  constructor(private readonly log: Log) {}

  /** Whoever does the work; without it the sweep of another instance will. */
  takenBy(take: ((item: WorkItem) => void) | undefined): void {
    this.#take = take;
  }

  /** `afterMs`: it may have come to nothing by then. */
  webhook(tenantId: string, delivery: WebhookDelivery, afterMs = 0): void {
    const hand = () => this.#take?.({ kind: 'webhook', tenantId, id: delivery.id, delivery });
    if (afterMs === 0) hand();
    else setTimeout(hand, afterMs).unref();
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
