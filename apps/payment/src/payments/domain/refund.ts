import type { refundState } from '@chowk/contracts';
import type { z } from 'zod';

/**
 * Money on its way back, a part of its payment's row. `REQUESTED`: decided, the provider may or may not know of it;
 * `PENDING`: the provider has it; `PROCESSED`: the money has left; `FAILED`: it stays, or has come back.
 */
export interface Refund {
  readonly id: string;
  /** The refund of the bill that it carries out, which may be spread over several payments. */
  readonly billRefundId?: string | null;
  /** The drawer that its cash left. */
  readonly drawerId?: string | null;
  /** In paise. */
  readonly amount: number;
  readonly status: z.output<typeof refundState>;
  readonly reason: string;
  readonly providerRefundId: string | null;
  /** Who asked: a person's id, or the service that did. */
  readonly requestedBy: string;
  /** ISO instant. */
  readonly requestedAt: string;
}

export interface RefundRequest {
  readonly id: string;
  readonly billRefundId?: string | null | undefined;
  /** In paise; without it all that is left. */
  readonly amount?: number | undefined;
  readonly reason: string;
  readonly by: string;
}

/** Whether the refund still takes from what is left of its payment. */
export function isOnItsWay({ status }: Refund): boolean {
  return status === 'REQUESTED' || status === 'PENDING';
}
