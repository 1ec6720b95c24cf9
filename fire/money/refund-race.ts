import { randomUUID } from 'node:crypto';
import type { Field } from '../../tools/field/fire.ts';
import { sideBySide } from '../../tools/field/open-loop.ts';
import type { Answer } from '../../tools/field/people.ts';
import { leftAfter, nextPair } from './refund-plan.ts';
import type { Till } from './till.ts';

/** Two people give back parts of one payment at once, again and again. */
export class RefundRace {
  readonly seen = { pairs: 0, won: 0, exceeds: 0, aboveCaptured: 0, wrongWinners: 0, otherAnswers: 0 };
  private readonly field: Field;
  private readonly till: Till;

  constructor(field: Field, till: Till) {
    this.field = field;
    this.till = till;
  }

  /** So many pairs for each payment, one after the other; the payments side by side. Amounts in paise. */
  async run(
    payments: readonly { readonly paymentId: string; readonly amount: number }[],
    pairsEach: number,
  ): Promise<void> {
    await sideBySide(payments, 12, async ({ paymentId, amount }, index) => {
      const random = this.field.random.fork(`payment ${index}`);
      let left = amount;
      for (let n = 0; n < pairsEach; n++) {
        const pair = nextPair(random, left);
        const answers = await Promise.all(pair.amounts.map((part) => this.refund(paymentId, part)));
        this.judge(answers, pair.winners);
        left = leftAfter(left, pair);
      }
    });
  }

  /** One refund, asked for until it is decided. */
  refund(paymentId: string, amount: number, key: string = randomUUID()): Promise<Answer> {
    const { manager } = this.till;
    return this.till.decided(manager, 'POST', `/payments/${paymentId}/refund`, { amount, reason: 'A race' }, key);
  }

  private judge(answers: readonly Answer[], winners: number): void {
    this.seen.pairs++;
    let won = 0;
    for (const { status, code } of answers) {
      if (status === 201 || status === 202) won++;
      else if (status === 409 && code === 'REFUND_EXCEEDS_CAPTURED') this.seen.exceeds++;
      else if (status === 422) this.seen.aboveCaptured++;
      else this.seen.otherAnswers++;
    }
    this.seen.won += won;
    if (won !== winners) this.seen.wrongWinners++;
  }
}
