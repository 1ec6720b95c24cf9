import { NotFound, NotYetAvailable } from '@chowk/contracts/envelope';
import { Inject, Injectable } from '@nestjs/common';
import { refuse } from '../context/domain-error.js';
import { KafkaTransport } from './kafka.transport.js';
import { Wakeups } from './wakeups.js';

/** Longest wait for a copy that has not arrived. */
const patienceMs = 1_000;
/**
 * An id younger than this at the beginning of the call may be on its way: its fact may wait for a relay that changes hands, for a broker or
 * for partitions that are shared out anew, while who made it was answered 202 long ago. An order waits no longer than this, either.
 */
const youngMs = 60_000;

/**
 * Reads of copies that are fed by events: who has just made something at one service and names it at another must not
 * hear that it does not exist.
 */
@Injectable()
export class Copies {
  constructor(
    private readonly wakeups: Wakeups,
    @Inject(KafkaTransport) private readonly transport: Pick<KafkaTransport, 'state' | 'lag'>,
  ) {}

  /**
   * What `read` finds; when it finds nothing it looks again whenever `key` is woken, for up to a second. Then throws
   * NOT_YET_AVAILABLE (503, Retry-After) when the thing `id` names was made just now or this service is behind with its
   * events, NOT_FOUND otherwise. Let `read` hide what the caller may not see, and `isHere` tell whether the thing is here for anybody
   * at all: what is here for others is not late, and looks exactly like a missing thing.
   */
  async await<Copy>(
    key: string,
    id: string,
    read: () => Promise<Copy | undefined>,
    isHere: () => Promise<boolean>,
  ): Promise<Copy> {
    const isYoung = Math.abs(Date.now() - timeOf(id)) < youngMs;
    const until = performance.now() + patienceMs;
    const answered = new AbortController();
    try {
      for (let leftMs = patienceMs; ; leftMs = until - performance.now()) {
        const woken = this.wakeups.wait(key, Math.max(0, leftMs), answered.signal);
        const found = await read();
        if (found !== undefined) return found;
        if (leftMs <= 0) break;
        await woken;
      }
    } finally {
      answered.abort();
    }
    if (!isYoung && !this.isBehind()) throw refuse(NotFound);
    if (!(await isHere())) throw refuse(NotYetAvailable, undefined, { retryAfter: 1 });
    // It may have arrived after the last look and before this one: then it is here for the caller as well
    const found = await read();
    if (found === undefined) throw refuse(NotFound);
    return found;
  }

  private isBehind(): boolean {
    return this.transport.state !== 'joined' || [...this.transport.lag().values()].some(({ messages }) => messages > 0);
  }
}

/** Milliseconds since 1970 in a UUIDv7; NaN for other ids. */
function timeOf(id: string): number {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id) ? Number.parseInt(id.replace('-', '').slice(0, 12), 16) : Number.NaN;
}
