import { randomInt, randomUUID } from 'node:crypto';
import { control, patiently, Person, type Address, type Answer } from './people.ts';
import { until } from './until.ts';

/** What the checkout page hands back. */
export interface PaidAtCheckout {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
}

/** A line of a cart. */
export interface Line {
  readonly itemId: string;
  readonly quantity: number;
}

/** A dish of its own with its own stock, so that scripts on one stack count only what is theirs. */
export interface Dish {
  readonly itemId: string;
  readonly sku: string;
  readonly stockItemId: string;
}

/** A demo tenant as its people meet it: through the gateway, with phones that get SMS and Razorpay's page that takes money. */
export class Restaurant {
  readonly address: Address;
  readonly slug: string;
  readonly anybody: Person;
  private readonly people = new Map<string, Promise<Person>>();
  private ids: Promise<ReadonlyMap<string, string>> | undefined;
  private outlets: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(address: Address, slug = 'intellidine') {
    this.address = address;
    this.slug = slug;
    this.anybody = new Person(address.gatewayUrl, slug);
  }

  /** `manager`, `kitchen`, `owner`, `cashier`, `waiter`, of the other outlet `manager.kor` ...; the same person each time. */
  staff(login: string): Promise<Person> {
    const known = this.people.get(login);
    if (known) return known;
    const signIn = async () => {
      const body = { login: `${login}@${this.slug}.example`, password: 'chowk-demo-2026' };
      return (await patiently(() => this.anybody.post('/auth/staff/login', body))).text('data.accessToken');
    };
    const person = signIn().then((token) => new Person(this.address.gatewayUrl, this.slug, token, signIn));
    this.people.set(login, person);
    return person;
  }

  /** A new customer, signed in by the code of the SMS. */
  async customer(phone = `+9197${randomInt(10_000_000, 99_999_999)}`): Promise<Person> {
    const signIn = async () => {
      const before = (await this.texts(phone)).length;
      await patiently(() => this.anybody.post('/auth/customer/request-otp', { phone }));
      const code = await until(`an SMS to ${phone}`, 20, async () => {
        const texts = await this.texts(phone);
        return texts.length > before && texts.at(-1)?.match(/\b\d{6}\b/)?.[0];
      });
      const answer = await patiently(() => this.anybody.post('/auth/customer/verify-otp', { phone, code }));
      return answer.text('data.accessToken');
    };
    return new Person(this.address.gatewayUrl, this.slug, await signIn(), signIn);
  }

  /** So many new customers. */
  customers(count: number): Promise<Person[]> {
    return Promise.all(Array.from({ length: count }, () => this.customer()));
  }

  /** Ids of items by their English names. */
  async menu(): Promise<(name: string) => string> {
    this.ids ??= this.anybody.get('/menu').then((answer) => {
      const { categories } = answer.data as { categories: { items: { id: string; name: string }[] }[] };
      return new Map(categories.flatMap(({ items }) => items).map(({ name, id }) => [name, id]));
    });
    const ids = await this.ids;
    return (name) => found(ids.get(name), `${name} on the menu`);
  }

  /** The id of the outlet `IND` or `KOR`. */
  async outlet(code = 'IND'): Promise<string> {
    this.outlets ??= this.anybody
      .get('/outlets')
      .then((answer) => new Map((answer.data as { code: string; id: string }[]).map((one) => [one.code, one.id])));
    return found((await this.outlets).get(code), `outlet ${code}`);
  }

  /** Lines by the English names of dishes: `lines({ 'Masala dosa': 2 })`. */
  async lines(wanted: Readonly<Record<string, number>>): Promise<Line[]> {
    const idOf = await this.menu();
    return Object.entries(wanted).map(([name, quantity]) => ({ itemId: idOf(name), quantity }));
  }

  /** A cart to take away with three lines: 2 dosas, 3 naans, 1 gulab jamun; `more` stands in it as well. */
  async cart(more: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
    const lines = await this.lines({ 'Masala dosa': 2, 'Butter naan': 3, 'Gulab jamun': 1 });
    return { fulfilment: 'TAKEAWAY', outletId: await this.outlet(), lines, ...more };
  }

  /** A new dish for 100.00 rupees on the menu, of which the outlet has so many portions; nobody else orders it. */
  async dish(portions: number, outletCode = 'IND', station = 'curry'): Promise<Dish> {
    const owner = await this.staff('owner');
    const outletId = await this.outlet(outletCode);
    const menu = (await this.anybody.get('/menu')).data as { categories: { id: string }[] };
    const name = `Special ${randomUUID()}`;
    const item = await owner.post('/menu/items', {
      categoryIds: [menu.categories[0]?.id],
      kind: 'GOODS',
      name: { en: name },
      diet: 'VEG',
      price: 10_000,
      unit: 'piece',
      tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
      station,
    });
    const itemId = item.text('data.id');
    const sku = `special-${randomUUID()}`;
    const counted = { outletId, sku, name: 'Special', unit: 'piece', onHand: portions };
    const stockItemId = (await owner.post('/inventory/items', counted)).text('data.id');
    const recipe = { target: 'ITEM', targetId: itemId, ingredients: [{ sku, quantity: 1 }] };
    const key = randomUUID();
    const written = await patiently(() => owner.post('/inventory/recipes', recipe, key));
    if (written.status !== 201) throw new Error(`no recipe: ${written.bytes.toString('utf8')}`);
    const cart = { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 1 }] };
    await until('order knows its price', 20, async () => (await owner.post('/orders/quote', cart)).status === 200);
    return { itemId, sku, stockItemId };
  }

  /** A new table of the outlet. */
  async table(outletCode = 'IND'): Promise<{ readonly id: string; readonly code: string; readonly label: string }> {
    const manager = await this.staff(outletCode === 'KOR' ? 'manager.kor' : 'manager');
    const outletId = await this.outlet(outletCode);
    const answer = await manager.post('/tables', { outletId, label: `F${randomUUID().slice(-7)}` });
    return answer.data as { id: string; code: string; label: string };
  }

  /** A phone without a number that scans a table's code: a guest there, and the session it joined. */
  async guest(tableCode: string, deviceId: string = randomUUID()): Promise<{ phone: Person; sessionId: string }> {
    const answer = await patiently(() => this.anybody.post(`/tables/${tableCode}/sessions`, { deviceId }));
    const token = answer.text('data.guest.accessToken');
    return { phone: new Person(this.address.gatewayUrl, this.slug, token), sessionId: answer.text('data.id') };
  }

  /** Begins to pay what an order asks for, as soon as payment has heard of it. */
  beginPayment(who: Person, orderId: string, key: string = randomUUID()): Promise<Answer> {
    return patiently(() => who.post('/payments/create-razorpay-order', { orderId }, key));
  }

  /** What the person does in Razorpay's checkout; Razorpay's webhooks follow by themselves. */
  async checkout(razorpayOrderId: string, more: Readonly<Record<string, unknown>> = {}): Promise<PaidAtCheckout> {
    const wish = { orderId: razorpayOrderId, ...more };
    const answer = await control(this.address.simulators.razorpay.url, 'POST', '/_control/pay', wish);
    return answer.body as PaidAtCheckout;
  }

  /**
   * Pays what an order asks for: `webhook` closes the page before it reports back, `verify` lets it report. Resolves when Razorpay has the
   * money, with `verify` when payment has answered.
   */
  async pay(who: Person, orderId: string, how: 'verify' | 'webhook' = 'webhook'): Promise<{ paymentId: string }> {
    const begun = await this.beginPayment(who, orderId);
    const paymentId = begun.text('data.paymentId');
    const paid = await this.checkout(begun.text('data.razorpayOrderId'));
    if (how === 'verify') {
      const answer = await patiently(() => who.post('/payments/verify-razorpay', { paymentId, ...paid }));
      if (answer.status !== 200) throw new Error(`not verified: ${answer.bytes.toString('utf8')}`);
    }
    return { paymentId };
  }

  /** Waits until the order stands so; answers with its view. */
  reached(who: Person, orderId: string, status: string, seconds = 30): Promise<Answer> {
    return until(`order ${orderId} is ${status}`, seconds, async () => {
      const answer = await who.get(`/orders/${orderId}`);
      if (answer.at('data.status') !== status) throw new Error(`it is ${String(answer.at('data.status'))}`);
      return answer;
    });
  }

  private async texts(phone: string): Promise<string[]> {
    const path = `/_control/inbox?to=${encodeURIComponent(phone)}`;
    const { messages } = (await control(this.address.simulators.twilio.url, 'GET', path)).body as {
      messages: { body: string }[];
    };
    return messages.map(({ body }) => body);
  }
}

function found(id: string | undefined, what: string): string {
  if (id === undefined) throw new Error(`There is no ${what}`);
  return id;
}
