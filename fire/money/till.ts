import { randomUUID } from 'node:crypto';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Answer, Person } from '../../tools/field/people.ts';
import { Restaurant, type PaidAtCheckout } from '../../tools/field/restaurant.ts';
import { until } from '../../tools/field/until.ts';
import { Repeats, untilDecided } from './patience.ts';

/** An order with its bill; amounts in paise. */
export interface Sale {
  readonly orderId: string;
  readonly billId: string;
  readonly total: number;
}

/** A payment that a checkout can be opened for. */
export interface Begun {
  readonly paymentId: string;
  readonly razorpayOrderId: string;
  readonly amount: number;
}

export interface Share {
  readonly shareId: string;
  readonly amount: number;
}

/** Where orders are typed in and money is taken, at one outlet of the demo; every call is repeated until it is decided. */
export class Till {
  readonly restaurant: Restaurant;
  readonly manager: Person;
  readonly outletId: string;
  /** Of 220.00 rupees and 5 % tax, which no stock is counted of. */
  readonly itemId: string;
  readonly repeats = new Repeats();

  private constructor(restaurant: Restaurant, manager: Person, outletId: string, itemId: string) {
    this.restaurant = restaurant;
    this.manager = manager;
    this.outletId = outletId;
    this.itemId = itemId;
  }

  static async open(system: FieldSystem, outletCode: 'IND' | 'KOR' = 'IND'): Promise<Till> {
    const restaurant = new Restaurant(system);
    // A stack that has just begun may not have heard of its businesses yet
    await until('the business is known', 30, async () => (await restaurant.anybody.get('/menu')).status === 200);
    const manager = await restaurant.staff(outletCode === 'IND' ? 'manager' : 'manager.kor');
    const itemId = (await restaurant.menu())('Dal makhani');
    return new Till(restaurant, manager, await restaurant.outlet(outletCode), itemId);
  }

  /** A call of the manager that must succeed. Throws with the whole answer when it is refused. */
  async must(method: string, path: string, body?: unknown, key: string = randomUUID()): Promise<Answer> {
    return succeeded(await this.decided(this.manager, method, path, body, key));
  }

  decided(who: Person, method: string, path: string, body?: unknown, key: string = randomUUID()): Promise<Answer> {
    return untilDecided(() => who.call(method, path, body, body === undefined ? {} : { key }), this.repeats);
  }

  /** What an order to take away says; `clientReference` makes it found again. */
  cart(quantity: number, clientReference: string = randomUUID()): Record<string, unknown> {
    const lines = [{ itemId: this.itemId, quantity }];
    return { fulfilment: 'TAKEAWAY', outletId: this.outletId, channel: 'COUNTER', lines, clientReference };
  }

  /** An order to take away, typed in, that asks to be paid. */
  async sale(quantity: number): Promise<Sale> {
    const placed = saleOf(await this.must('POST', '/orders', this.cart(quantity)));
    return { ...placed, billId: await this.billOf(placed.orderId) };
  }

  /** The bill of an order once the saga has spoken. */
  private billOf(orderId: string): Promise<string> {
    return until(`order ${orderId} asks to be paid`, 60, async () => {
      const order = await this.decided(this.manager, 'GET', `/orders/${orderId}`);
      return order.at('data.status') !== 'PLACED' && order.text('data.billId');
    });
  }

  /** A table at which so much was ordered that everybody pays a part of it; the bill was presented. */
  async dinner(parts: number): Promise<{ readonly sale: Sale; readonly shares: readonly Share[] }> {
    const table = (await this.must('POST', '/tables', { outletId: this.outletId, label: `M${randomUUID().slice(-7)}` }))
      .data as { readonly code: string };
    const tableSessionId = (await this.must('POST', `/tables/${table.code}/sessions`, {})).text('data.id');
    const lines = [{ itemId: this.itemId, quantity: parts }];
    const placed = await this.must('POST', '/orders', { fulfilment: 'DINE_IN', tableSessionId, lines });
    const { orderId, total } = saleOf(placed);
    await until(`order ${orderId} is certain`, 60, async () => {
      const order = await this.decided(this.manager, 'GET', `/orders/${orderId}`);
      return order.at('data.status') === 'CONFIRMED';
    });
    const billId = (await this.must('GET', `/orders/${orderId}`)).text('data.billId');
    return { sale: { orderId, billId, total }, shares: await this.split(billId, parts) };
  }

  /** Divides a bill equally and presents it. */
  async split(billId: string, parts: number): Promise<readonly Share[]> {
    const split = await this.must('POST', `/bills/${billId}/split`, { by: 'EQUALLY', parts });
    await this.must('POST', `/bills/${billId}/present`, {});
    return split.at('data.shares') as Share[];
  }

  /** Begins a payment at Razorpay of what `wish` names: `{ billId }`, `{ billId, shareId }`. */
  async begin(wish: Readonly<Record<string, unknown>>, who: Person = this.manager): Promise<Begun> {
    const begun = succeeded(await this.decided(who, 'POST', '/payments/create-razorpay-order', wish));
    return {
      ...{ paymentId: begun.text('data.paymentId'), razorpayOrderId: begun.text('data.razorpayOrderId') },
      amount: Number(begun.at('data.amount')),
    };
  }

  /** Brings back what a checkout returned. */
  verify(paymentId: string, paid: PaidAtCheckout, who: Person = this.manager): Promise<Answer> {
    return this.decided(who, 'POST', '/payments/verify-razorpay', { paymentId, ...paid });
  }

  /** A sale that was paid at Razorpay; `providerPaymentId` is its name there. */
  async paidSale(quantity: number): Promise<Sale & Begun & { readonly providerPaymentId: string }> {
    const sale = await this.sale(quantity);
    const begun = await this.begin({ billId: sale.billId });
    const paid = await this.restaurant.checkout(begun.razorpayOrderId);
    succeeded(await this.verify(begun.paymentId, paid));
    return { ...sale, ...begun, providerPaymentId: paid.razorpay_payment_id };
  }
}

/** The answer, when it is a success. Throws with all of it when it is a refusal. */
export function succeeded(answer: Answer): Answer {
  if (answer.at('success') !== true) throw new Error(`refused: ${answer.status} ${answer.bytes.toString('utf8')}`);
  return answer;
}

function saleOf(placed: Answer): Sale {
  return {
    orderId: placed.text('data.id'),
    billId: placed.text('data.billId'),
    total: Number(placed.at('data.total')),
  };
}
