import { ControlError } from '../control/control-error.js';
import { wholeNumber } from '../control/faults.js';
import type { JsonObject } from '../server/json.js';

const MODES = ['deliver', 'lose', 'repeat', 'reorder', 'hold', 'forge'] as const;

/** What happens to a webhook; `forge` signs it with a secret that is not the account's. */
export type Mode = (typeof MODES)[number];

/** How webhooks are treated from now on, and for how many of them; then they are delivered again. */
export class WebhookMode {
  private mode: Mode = 'deliver';
  private left = Number.POSITIVE_INFINITY;
  private copies = 2;

  /** Takes `{mode, times?, copies?}` of a control call; throws ControlError 400 when it makes no sense. */
  set(body: JsonObject): void {
    const { mode, times, copies = 2 } = body;
    const known = MODES.find((name) => name === mode);
    if (known === undefined) throw new ControlError(400, `mode is one of ${MODES.join(', ')}`);
    const left = times === undefined ? Number.POSITIVE_INFINITY : wholeNumber('times', times, 1, 1_000_000);
    this.copies = wholeNumber('copies', copies, 2, 1000);
    this.left = left;
    this.mode = known;
  }

  /** The treatment of the next webhook, used up by one. */
  take(): { readonly mode: Mode; readonly copies: number } {
    const mode = this.mode;
    this.left -= 1;
    if (this.left === 0) this.reset();
    return { mode, copies: mode === 'repeat' ? this.copies : 1 };
  }

  reset(): void {
    this.mode = 'deliver';
    this.left = Number.POSITIVE_INFINITY;
  }

  /** For the control API: the mode and, when bounded, how many webhooks it still takes. */
  describe(): { readonly mode: Mode; readonly times?: number } {
    return { mode: this.mode, ...(Number.isFinite(this.left) ? { times: this.left } : {}) };
  }
}
