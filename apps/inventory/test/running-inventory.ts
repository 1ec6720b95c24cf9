import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OutletState,
  type EventDefinition,
  type OrderStatus,
  type Tenant,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import {
  eventually,
  messageOf,
  orderHeadMother,
  outletMother,
  startTestService,
  type TestService,
  type TopicListener,
} from '@chowk/testing';
import { inventory } from '../src/inventory.module.js';

/** Inventory running on real servers, with a restaurant in Bengaluru, and the order service played by the test. */
export class RunningInventory {
  private constructor(
    readonly it: TestService,
    readonly tenant: Tenant,
    readonly outletId: string,
    readonly manager: string,
    readonly heard: TopicListener,
  ) {}

  static async start(): Promise<RunningInventory> {
    const it = await startTestService(inventory);
    const tenant = await it.addTenant();
    const outletId = newId();
    const manager = await it.mintToken({ tenantId: tenant.id, roles: ['MANAGER'] });
    const running = new RunningInventory(it, tenant, outletId, manager, it.kafka.listen('inventory'));
    await running.openOutlet(outletId);
    return running;
  }

  async openOutlet(id: string, tenantId = this.tenant.id): Promise<void> {
    await this.it.kafka.send(messageOf(OutletState, { tenantId, aggregateId: id, data: outletMother({ id }) }));
    await eventually('the outlet is known', async () => {
      const rows = await this.it.query('select 1 from known_outlet where id = $1', [id]);
      return rows.length === 1;
    });
  }

  /** A counted thing with a recipe: one piece of the answered item takes `each` of it. */
  async stocked(onHand: number, each = 1): Promise<{ itemId: string; stockItemId: string; sku: string }> {
    const sku = `s-${newId()}`;
    const made = await this.post('/inventory/items', {
      outletId: this.outletId,
      sku,
      name: sku,
      unit: 'piece',
      onHand,
    });
    const itemId = newId();
    await this.post('/inventory/recipes', { target: 'ITEM', targetId: itemId, ingredients: [{ sku, quantity: each }] });
    return { itemId, stockItemId: String(made.at('data.id')), sku };
  }

  async post(path: string, body: unknown) {
    const reply = await this.it.http.post(path, { body, token: this.manager });
    if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  /** `[onHand, held]` of a stock item. */
  async level(stockItemId: string): Promise<[unknown, unknown]> {
    const reply = await this.it.http.get(`/inventory/items/${stockItemId}`, { token: this.manager });
    return [reply.at('data.onHand'), reply.at('data.held')];
  }

  placed(orderId: string, lines: readonly { itemId: string; quantity: number }[], holdUntil?: Date, times = 1) {
    const data = {
      ...this.head(orderId, 'PLACED'),
      lines: lines.map((line, lineIndex) => orderedLine(line, lineIndex)),
      appliedRules: [],
      discount: 0,
      tax: 0,
      holdUntil: (holdUntil ?? new Date(Date.now() + 900_000)).toISOString(),
    };
    return this.tell(OrderPlaced, orderId, data, times);
  }

  confirmed(orderId: string) {
    return this.tell(OrderConfirmed, orderId, {
      ...this.head(orderId, 'CONFIRMED'),
      token: 1,
      lines: [],
      discount: 0,
      tax: 0,
    });
  }

  cancelled(orderId: string, from: string) {
    return this.tell(OrderCancelled, orderId, { ...this.head(orderId, 'CANCELLED'), from, reason: null, by: 'test' });
  }

  expired(orderId: string) {
    return this.tell(OrderExpired, orderId, { ...this.head(orderId, 'EXPIRED'), from: 'AWAITING_PAYMENT' });
  }

  rejected(orderId: string) {
    const rejection = { code: 'TIMED_OUT', details: [] };
    return this.tell(OrderRejected, orderId, { ...this.head(orderId, 'REJECTED'), rejection });
  }

  /** Waits for what inventory says about an order. */
  async answer(type: string, orderId: string): Promise<Record<string, unknown>> {
    const message = await this.heard.heard(
      `${type} of order ${orderId}`,
      ({ headers }) => headers['ce_type'] === type && headers['ce_subject'] === orderId,
      { timeout: 20_000 },
    );
    return JSON.parse(String(message.value)) as Record<string, unknown>;
  }

  async close(): Promise<void> {
    await this.heard.close();
    await this.it.close();
  }

  /** The very same message, `times` times. */
  private tell(definition: EventDefinition, orderId: string, data: unknown, times = 1): Promise<void> {
    const message = messageOf(definition, { tenantId: this.tenant.id, aggregateId: orderId, data });
    return this.it.kafka.send(...Array.from({ length: times }, () => message));
  }

  private head(orderId: string, status: OrderStatus) {
    return orderHeadMother({ orderId, outletId: this.outletId, status });
  }
}

function orderedLine({ itemId, quantity }: { itemId: string; quantity: number }, lineIndex: number) {
  const price = { gross: 10_000, discount: 0, tax: 0, total: 10_000 };
  const what = { itemId, variantId: null, modifiers: [], name: 'Something', station: 'counter', quantity };
  return { lineId: newId(), lineIndex, ...what, ...price };
}
