import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { send, type Answer } from '../../tools/field/calls.ts';
import type { LoopPlan, Piece, Seen } from './plan.ts';

const refusingCodes: readonly string[] = ['OVERLOADED', 'RATE_LIMITED'];
/** Calls for each order, about as many as guests and staff make of one in an evening (`bench/load/evening.ts`). */
const callsOfAnOrder = 8;
/** Times payment is asked again before it has heard of the order. */
const patience = 5;

/** Guests as a generator plays them: whoever is refused before paying goes away. */
export class Guests {
  private readonly plan: LoopPlan;
  private readonly refusals: number[] = [];
  private readonly served: number[] = [];
  private readonly refusedAfterCapture: string[] = [];
  private readonly failures: string[] = [];
  private readonly captured: string[] = [];
  private withoutRetryAfter = 0;
  private passed = 0;

  constructor(plan: LoopPlan) {
    this.plan = plan;
  }

  /** The `n`th piece of work. Never rejects. */
  async work(n: number): Promise<Piece['end']> {
    try {
      const token = this.plan.tokens[n % this.plan.tokens.length] ?? '';
      if (this.plan.work === 'visit') return await this.visit(token);
      if (this.plan.work === 'reads') return this.end('read', await this.read(n, token));
      return this.end('call', n % callsOfAnOrder === 0 ? await this.order(token) : await this.read(n, token));
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
      return 'failed';
    }
  }

  seen(): Omit<Seen, 'pieces' | 'lateStarts' | 'seconds' | 'cpuSeconds'> {
    const { refusals, served, refusedAfterCapture, failures, captured, withoutRetryAfter, passed } = this;
    return { refusals, served, refusedAfterCapture, failures, captured, withoutRetryAfter, passed };
  }

  private async visit(token: string): Promise<Piece['end']> {
    const menu = await this.call('GET', '/menu');
    if (menu.status !== 200) return this.end('menu', menu);
    const placed = await this.order(token);
    if (placed.status >= 300) return this.end('order', placed);
    const orderId = placed.text('data.id');
    const key = randomUUID();
    let begun = await this.pay(token, orderId, key);
    for (let tries = 0; begun.code === 'NOT_YET_AVAILABLE' && tries < patience; tries++) {
      await pause(500);
      begun = await this.pay(token, orderId, key);
    }
    if (begun.status >= 300) return this.end('create-razorpay-order', begun);
    const wish = { orderId: begun.text('data.razorpayOrderId') };
    const paid = await send({ method: 'POST', url: `${this.plan.razorpayUrl}/_control/pay`, body: wish });
    if (paid.status >= 300) throw new Error(`the simulator takes no money: ${paid.status}`);
    this.captured.push(orderId);
    const report = { paymentId: begun.text('data.paymentId'), ...(paid.body as object) };
    const verified = await this.call('POST', '/payments/verify-razorpay', token, report);
    if (isRefusal(verified))
      this.refusedAfterCapture.push(`verify-razorpay: ${verified.status} ${verified.code ?? ''}`);
    return this.end('verify-razorpay', verified);
  }

  private order(token: string): Promise<Answer> {
    return this.call('POST', '/orders', token, this.plan.cart);
  }

  private pay(token: string, orderId: string, key: string): Promise<Answer> {
    return this.call('POST', '/payments/create-razorpay-order', token, { orderId }, key);
  }

  private read(n: number, token: string): Promise<Answer> {
    return n % 2 === 0 ? this.call('GET', '/menu') : this.call('GET', '/orders', token);
  }

  private end(what: string, answer: Answer): Piece['end'] {
    if (answer.status < 300) return 'done';
    if (isRefusal(answer)) return 'refused';
    this.failures.push(`${what}: ${answer.status} ${answer.code ?? ''}`);
    return 'failed';
  }

  private async call(
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    key: string = randomUUID(),
  ): Promise<Answer> {
    const answer = await send({
      method,
      url: `${this.plan.gatewayUrl}/api/v1${path}`,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(token === undefined ? { 'x-tenant-id': this.plan.tenant } : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'idempotency-key': key }),
      },
    });
    if (!isRefusal(answer)) {
      this.passed++;
      this.served.push(answer.ms);
      return answer;
    }
    this.refusals.push(answer.ms);
    if (!(Number(answer.headers['retry-after']) >= 1)) this.withoutRetryAfter++;
    return answer;
  }
}

function isRefusal(answer: Answer): boolean {
  return (answer.status === 503 || answer.status === 429) && refusingCodes.includes(answer.code ?? '');
}
