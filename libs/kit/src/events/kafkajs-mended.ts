/** What kafkajs 2.2.4 does too often or waits for too long, mended from outside; belongs to `kafka.transport.ts`. */
import { createRequire } from 'node:module';
import { setTimeout as after } from 'node:timers/promises';
import type { Pacing } from './pacing.js';

interface SentRequest {
  readonly sentAt: number;
  readonly requestTimeout: number;
  readonly entry: { readonly apiName: string };
  timeoutRequest(): void;
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, SentRequest>;
  readonly throttledUntil: number;
  requestTimeoutIntervalId: NodeJS.Timeout;
  isConnected(): boolean;
  destroy(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
  waitForPendingRequests(): Promise<void>;
}

interface FetchingGroup {
  readonly groupId: string;
  fetch(nodeId: string): Promise<FetchedBatch[]>;
}

interface FetchedBatch {
  readonly messages: readonly unknown[];
}

/** How often (ms) requests are looked at that wait for an answer; kafkajs does it ten times a second on each connection. */
const timeoutLook = 1000;

const require = createRequire(import.meta.url);
const cuts = new Map<string, Set<() => void>>();
const paces = new Map<string, Pacing>();

/** Ends the waits for new messages of a group in this process; who reads on asks again at once. For after a consumer was told to end. */
export function endFetches(groupId: string): void {
  for (const cut of cuts.get(groupId) ?? []) cut();
}

/** From now on a group in this process waits for company between two fetches. */
export function paceFetches(groupId: string, pacing: Pacing): void {
  paces.set(groupId, pacing);
}

/**
 * kafkajs reschedules a 1 ms timer for ever even when nothing is queued (its issues 1556 and 1704): 14 ms CPU per second and
 * process, and a TimeoutNegativeWarning on Node 24. Without pending requests and throttle there is nothing to check. A connection
 * is closed without waiting for an answer that says whether there is something to read.
 */
function mendRequestQueue(): void {
  const { prototype }: { prototype: RequestQueue } = require('kafkajs/src/network/requestQueue/index.js');
  const { scheduleCheckPendingRequests, waitForPendingRequests } = prototype;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) scheduleCheckPendingRequests.call(this);
  };
  prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue) {
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(() => {
      for (const request of [...this.inflight.values()])
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    }, timeoutLook);
  };
  prototype.waitForPendingRequests = async function (this: RequestQueue) {
    const isFetch = ({ entry }: SentRequest) => entry.apiName === 'Fetch';
    if (this.pending.length === 0 && [...this.inflight.values()].every(isFetch)) return;
    await waitForPendingRequests.call(this);
  };
}

/**
 * A fetch waits at the broker until there is something; who ends does not wait with it, and what it brings is fetched again. The next one
 * begins when there may be company: each names every partition of every topic, and costs both ends more than the messages in it.
 */
function mendFetch(): void {
  const { prototype }: { prototype: FetchingGroup } = require('kafkajs/src/consumer/consumerGroup.js');
  const { fetch } = prototype;
  prototype.fetch = async function (this: FetchingGroup, nodeId: string) {
    const cut = Promise.withResolvers<FetchedBatch[]>();
    const ended = new AbortController();
    const end = () => {
      ended.abort();
      cut.resolve([]);
    };
    const waiting = cuts.get(this.groupId) ?? new Set();
    cuts.set(this.groupId, waiting.add(end));
    try {
      const pacing = paces.get(this.groupId);
      const wait = pacing?.gather(performance.now(), false) ?? 0;
      if (wait > 0) await after(wait, undefined, { signal: ended.signal }).catch(() => undefined);
      const batches = ended.signal.aborted ? [] : await Promise.race([fetch.call(this, nodeId), cut.promise]);
      const messages = batches.reduce((sum, batch) => sum + batch.messages.length, 0);
      pacing?.note(messages, performance.now());
      return batches;
    } finally {
      waiting.delete(end);
      if (waiting.size === 0 && cuts.get(this.groupId) === waiting) cuts.delete(this.groupId);
    }
  };
}

mendRequestQueue();
mendFetch();
