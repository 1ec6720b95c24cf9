import { itemAvailability, menuAvailabilityAnswer, type ItemAvailability } from '@chowk/contracts';
import { describedFetch, eventually, runningSystem } from '@chowk/testing';
import { z } from 'zod';

const change = z.object({ items: z.array(itemAvailability) });

/** What a phone was told, and when it arrived, on the clock of `performance`. */
interface Told extends ItemAvailability {
  readonly arrivedAt: number;
}

/** A phone that looks at the menu of an outlet and belongs to nobody: it holds the public stream of what can be had there. */
export class BrowsingPhone {
  /** The kinds of events so far, in their order. */
  readonly kinds: string[] = [];
  private readonly told: Told[] = [];

  private constructor(private readonly hungUp: AbortController) {}

  /** Resolves once the phone knows what can be had now. */
  static async open(tenant: string, outletId: string): Promise<BrowsingPhone> {
    const hungUp = new AbortController();
    const answer = await describedFetch(`${runningSystem().gatewayUrl}/api/v1/menu/availability?outlet=${outletId}`, {
      headers: { accept: 'text/event-stream', 'x-tenant-id': tenant },
      signal: hungUp.signal,
    });
    if (!answer.ok || !answer.body) throw new Error(`No stream: ${answer.status} ${await answer.text()}`);
    const phone = new BrowsingPhone(hungUp);
    void phone.listen(answer.body);
    await eventually('the phone knows the menu', () => phone.kinds.length > 0);
    return phone;
  }

  /** Whether an item can be had as far as the phone knows, and since when it knows that; undefined: it was never told. */
  knows(itemId: string): Told | undefined {
    return this.told.findLast((one) => one.itemId === itemId);
  }

  /** Waits until the phone knows that an item can be had or not; answers when that arrived. */
  async hears(itemId: string, available: boolean): Promise<number> {
    const told = await eventually(`the phone hears that ${itemId} ${available ? 'is back' : 'is sold out'}`, () => {
      const known = this.knows(itemId);
      return known?.available === available && known;
    });
    return told.arrivedAt;
  }

  close(): void {
    this.hungUp.abort();
  }

  private async listen(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const piece of body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) this.take(event);
      }
    } catch (error) {
      if (!this.hungUp.signal.aborted) throw error;
    }
  }

  private take(event: string): void {
    const [kind, data] = ['event', 'data'].map((name) => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1]);
    if (kind === undefined || data === undefined) return;
    const shape = kind === 'availability' ? menuAvailabilityAnswer : change;
    const arrivedAt = performance.now();
    this.told.push(...shape.parse(JSON.parse(data)).items.map((item) => ({ ...item, arrivedAt })));
    this.kinds.push(kind);
  }
}
