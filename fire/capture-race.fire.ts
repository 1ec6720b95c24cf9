import { randomUUID } from 'node:crypto';
import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import type { PaidAtCheckout } from '../tools/field/restaurant.ts';
import { captureTruth, webhooksDone, type CapturedPayment } from './money/capture-truth.ts';
import { partsToPay, type PartToPay } from './money/dinners.ts';
import { untilDecided } from './money/patience.ts';
import { RazorpayDesk, type MadeWebhook } from './money/razorpay-desk.ts';
import { Till, type Begun } from './money/till.ts';

/** So many payments are raced for at the same time; four or more callers want each of them. */
const waveSize = 32;
const sharesPerBill = 20;

interface Racer extends Begun {
  readonly billId: string;
  readonly paid: PaidAtCheckout;
  readonly captured: MadeWebhook;
  /** What else is told of the same money: the same body again, under a new event id too, or another event. */
  readonly second: MadeWebhook;
  readonly secondId: string;
}

/** Everybody who may bring the news of money brings it at the same moment. */
class CaptureRace {
  /** What became of the callers: payments that the poller found first, and webhooks by their answer. */
  readonly seen = { pollerFirst: 0, accepted: 0, duplicate: 0, otherVerdicts: 0, wrongAnswers: 0 };
  private readonly field: Field;
  private readonly till: Till;
  private readonly desk: RazorpayDesk;

  constructor(field: Field, till: Till) {
    this.field = field;
    this.till = till;
    this.desk = new RazorpayDesk(field.system);
  }

  /** Pays all of them, released at once in waves; answers with what must be booked. */
  async run(parts: readonly PartToPay[]): Promise<CapturedPayment[]> {
    const racers: Racer[] = [];
    await this.desk.tellAll();
    await this.desk.webhooks('lose');
    try {
      for (let from = 0; from < parts.length; from += waveSize) {
        const wave = await sideBySide(parts.slice(from, from + waveSize), 16, (part) => this.prepare(part));
        await this.release(wave);
        racers.push(...wave);
      }
    } finally {
      await this.desk.webhooks('deliver');
    }
    await this.replay(racers);
    return racers.map(({ paymentId, billId, amount }) => ({ paymentId, billId, amount }));
  }

  /** Razorpay has the money and nobody has told us: its webhooks are in our hands. */
  private async prepare({ billId, shareId }: PartToPay): Promise<Racer> {
    const begun = await this.till.begin({ billId, shareId });
    const paid = await this.till.restaurant.checkout(begun.razorpayOrderId);
    const webhooks = await this.desk.webhooksOf(begun.razorpayOrderId);
    const about = (event: string) => webhooks.find((one) => one.event === event);
    const [captured, orderPaid] = [about('payment.captured'), about('order.paid')];
    if (!captured || !orderPaid) throw new Error(`No webhooks of ${begun.razorpayOrderId}`);
    const [second, secondId] = this.field.random.pick([
      [captured, captured.eventId],
      [captured, randomUUID()],
      [orderPaid, orderPaid.eventId],
    ] as const);
    return { ...begun, billId, paid, captured, second, secondId };
  }

  private async release(wave: readonly Racer[]): Promise<void> {
    const callers = wave.flatMap((racer) => [
      () => this.verify(racer),
      () => this.webhook(racer.captured, racer.captured.eventId),
      () => this.webhook(racer.second, racer.secondId),
    ]);
    // A poller goes through all open payments, four at a time: two begin at different moments of the race
    const pollers = Array.from({ length: 2 }, () => () => this.poll());
    await Promise.all(this.field.random.shuffle([...callers, ...pollers]).map((caller) => caller()));
  }

  private async verify({ paymentId, paid }: Racer): Promise<void> {
    const answer = await this.till.verify(paymentId, paid);
    if (answer.status !== 200 || answer.at('data.status') !== 'CAPTURED') this.seen.wrongAnswers++;
  }

  private async webhook(made: MadeWebhook, eventId: string): Promise<void> {
    // Razorpay sends again what was not answered with 2xx
    const answer = await untilDecided(() => this.desk.send(made, eventId), this.till.repeats);
    const verdict = answer.at('data.status');
    if (answer.status !== 200) this.seen.wrongAnswers++;
    else if (verdict === 'accepted' || verdict === 'duplicate') this.seen[verdict]++;
    else this.seen.otherVerdicts++;
  }

  private async poll(): Promise<void> {
    const answer = await this.till.must('POST', '/reconciliation/run');
    this.seen.pollerFirst += Number(answer.at('data.captured'));
  }

  /** Each body once more under an event id that nobody has seen. */
  private async replay(racers: readonly Racer[]): Promise<void> {
    const { system } = this.field;
    await webhooksDone(system);
    const ids = racers.map(({ paymentId }) => paymentId);
    const before = await captureTruth(system, ids);
    let others = 0;
    await sideBySide(racers, 32, async ({ captured }) => {
      const eventId = randomUUID();
      const answer = await untilDecided(() => this.desk.send(captured, eventId), this.till.repeats);
      if (answer.status !== 200 || answer.at('data.status') !== 'duplicate') others++;
    });
    await webhooksDone(system);
    const after = await captureTruth(system, ids);
    this.field.check('a body under a new event id is answered as a duplicate', others === 0, { others });
    this.field.check(
      'and changes nothing: payments, ledger, webhooks, facts',
      before.fingerprint === after.fingerprint,
      [before.fingerprint, after.fingerprint],
    );
  }
}

export default defineFire({
  name: 'capture-race',
  promise: 'Of verify, webhooks and poller that bring the news of a payment at once, exactly one books it.',
  async run(field) {
    const till = await Till.open(field.system);
    const parts = await partsToPay(till, field.amount(2_000, 96), sharesPerBill);
    field.say(`${parts.length} parts of bills are to be paid`);
    const race = new CaptureRace(field, till);
    const payments = await race.run(parts);
    const { pollerFirst, accepted, duplicate, otherVerdicts, wrongAnswers } = race.seen;

    await drained(field.system);
    const ids = payments.map(({ paymentId }) => paymentId);
    const truth = await captureTruth(field.system, ids);
    field.check('every caller was answered 200', wrongAnswers === 0 && otherVerdicts === 0, race.seen);
    field.check('each payment is captured, to the paisa', truth.captured === payments.length, truth);
    field.check('each has one posting in the ledger', truth.postings === payments.length, truth);
    field.check('each was told once', truth.told === payments.length, truth);
    field.check(
      'each bill knows it once and nothing is due',
      truth.billed === payments.length && truth.due === 0,
      truth,
    );
    field.check('nothing is given back', truth.refunds === 0, truth);
    const others = { pollerFirst, webhookFirst: truth.byWebhook };
    field.check('it was a race: not always the same was first', pollerFirst + truth.byWebhook > 0, others);
    return {
      ...{ payments: payments.length, postings: truth.postings, told: truth.told, secondPostings: truth.twice },
      ...{ pollerFirst, webhookFirst: truth.byWebhook, verifyFirst: payments.length - pollerFirst - truth.byWebhook },
      ...{ accepted, duplicate, repeats: till.repeats.total },
    };
  },
});
