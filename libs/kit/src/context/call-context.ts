import { AsyncLocalStorage } from 'node:async_hooks';
import type { IdempotencyKey } from '../database/idempotency-key.js';
import type { Transaction } from '../database/transaction.js';
import { newId } from '../ids/new-id.js';
import type { Principal } from './principal.js';

/** What is known about the call (HTTP request, event, timer) that the running code serves. */
export interface CallContext {
  readonly requestId: string;
  /** W3C trace context of the span that caused this call. */
  readonly traceparent?: string | undefined;
  /** The same on every fact that one person's act led to. */
  readonly correlationId: string;
  /** The event being handled, if any. */
  readonly causationId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly outletId?: string | undefined;
  readonly principal?: Principal | undefined;
  /** Address of the peer as the gateway signed it. */
  readonly peer?: string | undefined;
  /** Two-letter language of the answer. */
  readonly language: string;
  /** The key of this call; the first transaction that writes stores it with the business rows. */
  readonly idempotency?: IdempotencyKey | undefined;
  /** Facts that were handled long ago are handled again for a copy: nothing is told meanwhile. */
  readonly isRebuilding?: boolean | undefined;
  /** The open transaction, joined by everything that runs inside it. */
  readonly transaction?: Transaction | undefined;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Thrown where a tenant is needed and the call has none: a fault of the program, never of the caller. */
export class MissingTenant extends Error {
  override readonly name = 'MissingTenant';
  constructor() {
    super('This call has no tenant; run it inside runInCall({ tenantId }, ...)');
  }
}

/** The call being served. Throws outside of any call. */
export function currentCall(): CallContext {
  const call = storage.getStore();
  if (!call) throw new Error('Outside of any call; run it inside runInCall({ ... }, ...)');
  return call;
}

/** The call being served, or undefined outside of any. */
export function currentCallIfAny(): CallContext | undefined {
  return storage.getStore();
}

/** The tenant of the call being served. Throws {@link MissingTenant}. */
export function currentTenantId(): string {
  const tenantId = storage.getStore()?.tenantId;
  if (!tenantId) throw new MissingTenant();
  return tenantId;
}

/** True inside handlers that fill a copy anew: what goes beyond the copy is left out then. */
export function isRebuilding(): boolean {
  return storage.getStore()?.isRebuilding === true;
}

/**
 * Runs `work` as a call: what `partial` names is set, the rest is inherited from the call around it, and what
 * neither has gets a fresh id. Ids made here are UUIDv7.
 */
export function runInCall<Result>(partial: Partial<CallContext>, work: () => Result): Result {
  const around = storage.getStore();
  const requestId = partial.requestId ?? around?.requestId ?? newId();
  const call: CallContext = {
    ...around,
    ...partial,
    requestId,
    correlationId: partial.correlationId ?? around?.correlationId ?? requestId,
    language: partial.language ?? around?.language ?? 'en',
  };
  return storage.run(call, work);
}
