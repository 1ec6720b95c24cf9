import {
  ItemState,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRevisionAsked,
  OrderRevived,
  OutletState,
  type EventDefinition,
  type ItemSnapshot,
  type OrderStatus,
  type Tenant,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import {
  eventually,
  itemMother,
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

  /** Tells of an item of the menu and waits until it is known here. */
  async sell(partial: Partial<ItemSnapshot> = {}, version = 1): Promise<string> {
    const item = itemMother(partial);
    await this.it.kafka.send(
      messageOf(ItemState, { tenantId: this.tenant.id, aggregateId: item.id, version, data: item }),
    );
    await eventually('the item is known', async () => {
      const rows = await this.it.query('select 1 from known_item where id = $1 and version >= $2', [item.id, version]);
      return rows.length === 1;
    });
    return item.id;
  }

  /** Something counted at the outlet. */
  async count(onHand: number, partial: Record<string, unknown> = {}): Promise<{ stockItemId: string; sku: string }> {
    const sku = `s-${newId()}`;
    const body = { outletId: this.outletId, sku, name: sku, unit: 'piece', onHand, ...partial };
    const made = await this.post('/inventory/items', body);
    return { stockItemId: String(made.at('data.id')), sku };
  }

  /** A counted thing with a recipe: one piece of the answered item takes `each` of it. */
  async stocked(
    onHand: number,
    each = 1,
    partial: Record<string, unknown> = {},
  ): Promise<{ itemId: string; stockItemId: string; sku: string }> {
    const { stockItemId, sku } = await this.count(onHand, partial);
    const itemId = await this.sell();
    await this.post('/inventory/recipes', { target: 'ITEM', targetId: itemId, ingredients: [{ sku, quantity: each }] });
    return { itemId, stockItemId, sku };
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

  placed(orderId: string, lines: readonly Asked[], holdUntil?: Date, times = 1) {
    return this.tell(OrderPlaced, orderId, this.toBeChecked(orderId, lines, holdUntil), times);
  }

  revived(orderId: string, lines: readonly Asked[], times = 1) {
    return this.tell(OrderRevived, orderId, this.toBeChecked(orderId, lines), times);
  }

  revisionAsked(orderId: string, revision: number, lines: readonly Asked[], times = 1) {
    const data = { ...this.head(orderId, 'CONFIRMED'), revision, lines: lines.map(orderedLine) };
    return this.tell(OrderRevisionAsked, orderId, data, times);
  }

  voided(orderId: string, line: Asked, isPrepared: boolean, times = 1) {
    const said = { isPrepared, reason: 'dropped', by: 'test' };
    const data = { ...this.head(orderId, 'PREPARING'), line: { ...orderedLine(line, 0), status: 'VOIDED' }, ...said };
    return this.tell(OrderLineVoided, orderId, data, times);
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
    return this.tell(OrderCancelled, orderId, { ...this.head(orderId, 'CANCELLED'), from, reason: 'left', by: 'test' });
  }

  expired(orderId: string) {
    return this.tell(OrderExpired, orderId, { ...this.head(orderId, 'EXPIRED'), from: 'AWAITING_PAYMENT' });
  }

  rejected(orderId: string) {
    const rejection = { code: 'TIMED_OUT', details: [] };
    return this.tell(OrderRejected, orderId, { ...this.head(orderId, 'REJECTED'), rejection });
  }

  /** Waits for what inventory says about an order or a stock item. */
  async answer(
    type: string,
    subject: string,
    fits: (data: Record<string, unknown>) => boolean = () => true,
  ): Promise<Record<string, unknown>> {
    const message = await this.heard.heard(
      `${type} of ${subject}`,
      ({ headers, value }) => headers['ce_type'] === type && headers['ce_subject'] === subject && fits(dataIn(value)),
      { timeout: 20_000 },
    );
    return dataIn(message.value);
  }

  /** All that was said about an order or a stock item so far, oldest first: `[type, data]`. */
  async said(subject: string): Promise<[string, Record<string, unknown>][]> {
    await this.heard.catchUp();
    return this.heard.messages
      .filter(({ headers }) => headers['ce_subject'] === subject)
      .map(({ headers, value }) => [String(headers['ce_type']), dataIn(value)]);
  }

  /** Movements of a stock item, oldest first: `[kind, quantity, cost, note]`. */
  async movements(stockItemId: string): Promise<unknown[][]> {
    const rows = await this.it.query<{ kind: string; quantity: number; cost: string; note: string | null }>(
      'select kind, quantity, cost, note from movement where stock_item_id = $1 order by id',
      [stockItemId],
    );
    return rows.map(({ kind, quantity, cost, note }) => [kind, quantity, Number(cost), note]);
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

  private toBeChecked(orderId: string, lines: readonly Asked[], holdUntil = new Date(Date.now() + 900_000)) {
    return {
      ...this.head(orderId, 'PLACED'),
      lines: lines.map(orderedLine),
      appliedRules: [],
      discount: 0,
      tax: 0,
      holdUntil: holdUntil.toISOString(),
    };
  }

  private head(orderId: string, status: OrderStatus) {
    return orderHeadMother({ orderId, outletId: this.outletId, status });
  }
}

/** A line as the order service would send it; without an id it is a new one. */
export interface Asked {
  readonly lineId?: string;
  readonly itemId: string;
  readonly variantId?: string;
  readonly quantity: number;
}

function orderedLine({ lineId = newId(), itemId, variantId = '', quantity }: Asked, lineIndex: number) {
  const price = { gross: 10_000, discount: 0, tax: 0, total: 10_000 };
  const what = { itemId, variantId: variantId || null, modifiers: [], name: 'Something', station: 'counter', quantity };
  return { lineId, lineIndex, ...what, ...price };
}

const dataIn = (value: Buffer | string | null) => JSON.parse(String(value)) as Record<string, unknown>;
