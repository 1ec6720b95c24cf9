import { setImmediate as nextTurn } from 'node:timers/promises';

/** Most items handled in one go (a few milliseconds each): all of them wait for the last one. */
const most = 16;

interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly handled: (outcome: Promise<boolean>) => void;
}

export interface Handling<Item> {
  /** All of them, in their order, or none; false when it was none. */
  together(items: readonly Item[]): Promise<boolean>;
  /** One by itself, with all that is done about a failure; false when it has to wait. */
  alone(item: Item): Promise<boolean>;
}

/**
 * Items of one tenant that arrive while others of that tenant are handled go together afterwards: alone while it is quiet, and the
 * more at once the more there is to do (docs/adr/0034). Where one of them fails each goes by itself.
 */
export class Company<Item> {
  private readonly waiting = new Map<string, Waiting<Item>[]>();

  constructor(private readonly handling: Handling<Item>) {}

  /** Handles items in their order, and tells how many of them need no more care. */
  async join(tenantId: string, items: readonly Item[]): Promise<number> {
    if (await this.inCompany(tenantId, items)) return items.length;
    let settled = 0;
    for (const item of items) {
      if (!(await this.handling.alone(item))) break;
      settled++;
    }
    return settled;
  }

  private inCompany(tenantId: string, items: readonly Item[]): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const mine: Waiting<Item> = { items, handled: resolve };
    const others = this.waiting.get(tenantId);
    if (others) others.push(mine);
    else void this.handle(tenantId, [mine]);
    return promise;
  }

  /** Never rejects: what goes wrong is the outcome of those it went wrong for. */
  private async handle(tenantId: string, waiting: Waiting<Item>[]): Promise<void> {
    this.waiting.set(tenantId, waiting);
    while (waiting.length > 0) {
      // What the same fetch brought comes before the event loop's next turn
      await nextTurn();
      let size = 0;
      const end = waiting.findIndex(({ items }) => (size += items.length) > most);
      const company = waiting.splice(0, end < 0 ? waiting.length : Math.max(end, 1));
      const items = company.flatMap((one) => one.items);
      const [only] = items;
      const outcome = items.length === 1 && only ? this.handling.alone(only) : this.handling.together(items);
      for (const { handled } of company) handled(outcome);
      await Promise.allSettled([outcome]);
    }
    this.waiting.delete(tenantId);
  }
}
