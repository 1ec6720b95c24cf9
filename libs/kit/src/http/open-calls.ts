import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

/** How often (ms) it is looked whether the last answers are given. */
const lookEvery = 10;

/** The calls this instance is serving. */
export class OpenCalls {
  private readonly open = new Set<ServerResponse>();

  /** Counts the call until its connection is done with it. */
  begin(response: ServerResponse): void {
    this.open.add(response);
    response.once('close', () => this.open.delete(response));
  }

  /** Calls of which the caller has seen nothing yet; streams that have begun are none. */
  get unanswered(): number {
    let count = 0;
    for (const response of this.open) if (!response.headersSent) count++;
    return count;
  }

  /** Resolves when every call is answered, or after `patienceMs`. */
  async answered(patienceMs: number): Promise<void> {
    const until = performance.now() + patienceMs;
    while (this.unanswered > 0 && performance.now() < until) await after(lookEvery);
  }
}
