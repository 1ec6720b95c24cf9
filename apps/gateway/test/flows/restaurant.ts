import { randomInt, randomUUID } from 'node:crypto';
import { createChowk, memoryStorage, type Chowk } from '@chowk/client';
import {
  orderView,
  quoteView,
  razorpayOrderView,
  signedIn,
  tableSessionView,
  tableView,
  type OrderView,
  type QuoteView,
  type RazorpayOrderView,
  type TableView,
} from '@chowk/contracts';
import { eventually, http, runningSystem, type CallOptions, type HttpClient, type Reply } from '@chowk/testing';
import { z } from 'zod';

const system = runningSystem();

/** What checkout returns to the page that opened it. */
const paidAtCheckout = z.object({
  razorpay_order_id: z.string(),
  razorpay_payment_id: z.string(),
  razorpay_signature: z.string(),
});
export type PaidAtCheckout = z.output<typeof paidAtCheckout>;

const menuView = z.object({
  categories: z.array(
    z.object({ id: z.uuid(), items: z.array(z.object({ id: z.uuid(), name: z.string(), available: z.boolean() })) }),
  ),
});

/** Somebody signed in, or nobody: calls through the gateway as their screen makes them. */
export class Person {
  private readonly client: HttpClient = http(`${system.gatewayUrl}/api/v1`);

  constructor(
    readonly tenant: string,
    readonly token?: string,
  ) {}

  get(path: string): Promise<Reply> {
    return this.client.get(path, this.identity());
  }

  post(path: string, body: unknown, key: string = randomUUID()): Promise<Reply> {
    return this.client.post(path, { body, key, ...this.identity() });
  }

  patch(path: string, body: unknown): Promise<Reply> {
    return this.client.patch(path, { body, ...this.identity() });
  }

  delete(path: string): Promise<Reply> {
    return this.client.delete(path, this.identity());
  }

  /** Any call; `more` goes before what this person sends by itself. */
  call(method: string, path: string, body?: unknown, more: CallOptions = {}): Promise<Reply> {
    const sent = body === undefined ? {} : { body, key: randomUUID() };
    return this.client.call(method, path, { ...sent, ...this.identity(), ...more });
  }

  private identity() {
    return this.token === undefined ? { tenant: this.tenant } : { token: this.token };
  }
}

/** A demo tenant as its people meet it: through the gateway, with a phone that gets SMS and a checkout that takes money. */
export class Restaurant {
  readonly anybody: Person;

  constructor(readonly slug: string = 'intellidine') {
    this.anybody = new Person(slug);
  }

  /** `manager`, `kitchen`, `manager.kor` ... */
  async staff(login: string): Promise<Person> {
    const body = { login: `${login}@${this.slug}.example`, password: 'chowk-demo-2026' };
    return new Person(this.slug, (await this.anybody.post('/auth/staff/login', body)).data(signedIn).accessToken);
  }

  /** A new customer, signed in by the code of the SMS. */
  async customer(phone = `+9197${randomInt(10_000_000, 99_999_999)}`): Promise<Person> {
    const before = (await messagesTo(phone)).length;
    await this.anybody.post('/auth/customer/request-otp', { phone });
    const code = await codeSentTo(phone, before);
    const reply = await this.anybody.post('/auth/customer/verify-otp', { phone, code });
    return new Person(this.slug, reply.data(signedIn).accessToken);
  }

  /** The phone of a new customer with the client library, signed in by the code of the SMS. */
  async customersPhone(phone = `+9194${randomInt(10_000_000, 99_999_999)}`): Promise<Chowk> {
    const chowk = createChowk({ baseUrl: system.gatewayUrl, tenant: this.slug, storage: memoryStorage() });
    await chowk.requestCode({ phone });
    await chowk.signInWithCode({ phone, code: await codeSentTo(phone) });
    return chowk;
  }

  /** A table of the outlet with that code, by its label. */
  async table(label: string, manager: Person): Promise<TableView> {
    const tables = (await manager.get('/tables?limit=100')).data(tableView.array());
    const table = tables.find((one) => one.label === label);
    if (!table) throw new Error(`No table ${label}`);
    return table;
  }

  async sitDown(customer: Person, table: TableView): Promise<string> {
    return (await customer.post(`/tables/${table.code}/sessions`, {})).data(tableSessionView).id;
  }

  /** Ids of items by their English names. */
  async menu(): Promise<(name: string) => string> {
    const { categories } = (await this.anybody.get('/menu')).data(menuView);
    const ids = new Map(categories.flatMap(({ items }) => items).map(({ name, id }) => [name, id]));
    return (name) => ids.get(name) ?? `${name} is not on the menu`;
  }

  /** Begins to pay what an order asks for, as soon as payment has heard of it: 503 says that it is asked again. */
  async beginPayment(customer: Person, orderId: string): Promise<RazorpayOrderView> {
    const key = randomUUID();
    const reply = await eventually(`payment has heard of order ${orderId}`, async () => {
      const answer = await customer.post('/payments/create-razorpay-order', { orderId }, key);
      return answer.status !== 503 && answer;
    });
    return reply.data(razorpayOrderView);
  }

  /** Pays what an order asks for; answers with the verification's reply. */
  async pay(customer: Person, orderId: string): Promise<Reply> {
    const { razorpayOrderId } = await this.beginPayment(customer, orderId);
    return customer.post('/payments/verify-razorpay', await checkout(razorpayOrderId));
  }

  /** The order once it has reached a status. */
  reached(who: Person, orderId: string, status: OrderView['status']): Promise<OrderView> {
    return eventually(
      `order ${orderId} is ${status}`,
      async () => {
        const order = (await who.get(`/orders/${orderId}`)).data(orderView);
        return order.status === status && order;
      },
      { timeout: 30_000 },
    );
  }

  /** The order once the saga has spoken about it. */
  settled(who: Person, orderId: string): Promise<OrderView> {
    return eventually(`order ${orderId} is settled`, async () => {
      const order = (await who.get(`/orders/${orderId}`)).data(orderView);
      return order.status !== 'PLACED' && order;
    });
  }

  async quote(customer: Person, cart: unknown): Promise<QuoteView> {
    return (await customer.post('/orders/quote', cart)).data(quoteView);
  }
}

/** What the person does in Razorpay's checkout. */
export async function checkout(razorpayOrderId: string, more: Record<string, unknown> = {}): Promise<PaidAtCheckout> {
  const reply = await http(system.simulators.razorpay).post('/_control/pay', {
    body: { orderId: razorpayOrderId, ...more },
  });
  return paidAtCheckout.parse(reply.body);
}

/** The newest code that came by SMS, after that many others. */
export function codeSentTo(phone: string, others = 0): Promise<string> {
  return eventually(`an SMS to ${phone}`, async () => {
    const texts = await messagesTo(phone);
    return texts.length > others && texts.at(-1)?.match(/\b\d{6}\b/)?.[0];
  });
}

async function messagesTo(phone: string): Promise<string[]> {
  const inbox = await http(system.simulators.twilio).get(`/_control/inbox?to=${encodeURIComponent(phone)}`);
  const { messages } = z.object({ messages: z.array(z.object({ body: z.string() })) }).parse(inbox.body);
  return messages.map(({ body }) => body);
}
