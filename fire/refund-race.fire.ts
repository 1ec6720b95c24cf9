import { drained } from '../tools/field/drained.ts';
import { defineFire } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import type { Answer } from '../tools/field/people.ts';
import { until } from '../tools/field/until.ts';
import { creditedOn, crossRefunds } from './money/crossed-refunds.ts';
import { killAfterRazorpayAnswered } from './money/refund-kill.ts';
import { RefundRace } from './money/refund-race.ts';
import { refundTruth } from './money/refund-truth.ts';
import { Till } from './money/till.ts';

const pairsEach = 25;
/** Dishes on each bill: 23,100.00 rupees, so that many partial refunds fit. */
const dishes = 100;
const refundsPerKill = 6;

export default defineFire({
  name: 'refund-race',
  promise:
    'No refunds that race give back more than was captured, and a kill after Razorpay’s answer makes none twice.',
  async run(field) {
    const { system } = field;
    const till = await Till.open(system);
    const kills = field.amount(6, 1);
    const paid = (count: number) => sideBySide(Array.from({ length: count }), 12, () => till.paidSale(dishes));

    const toKill = await paid(kills * refundsPerKill);
    const calls: (() => Promise<Answer>)[] = [];
    for (let kill = 0; kill < kills; kill++) {
      const struck = toKill.slice(kill * refundsPerKill).slice(0, refundsPerKill);
      calls.push(...(await killAfterRazorpayAnswered(field, till, struck)));
    }
    // The leases of the dead calls last 30 s: others race meanwhile, and the short form does not wait for them
    const again = field.quick ? [] : calls.map((call) => call());

    const raced = await paid(field.amount(200, 4));
    const race = new RefundRace(field, till);
    await race.run(raced, pairsEach);
    const { pairs, won, wrongWinners, otherAnswers } = race.seen;
    field.check('of two that do not fit together one wins, whoever it is', wrongWinners === 0, race.seen);
    field.check('losers are told 409 REFUND_EXCEEDS_CAPTURED or 422', otherAnswers === 0, race.seen);

    const crossed = await paid(field.amount(40, 3));
    const crossings = await crossRefunds(field, till, crossed, 3);
    field.check('both ways of giving back are accepted or refused', crossings.strange === 0, crossings);

    const repeated = (await Promise.all(again)).map(({ status }) => status);
    field.check(
      'the same call again finds the refund that was made',
      repeated.every((status) => status === 201),
      repeated,
    );

    const truthOf = (payments: readonly { readonly paymentId: string }[]) =>
      until('no refund is open any more', 60, async () => {
        await drained(system);
        const found = await refundTruth(
          system,
          payments.map(({ paymentId }) => paymentId),
        );
        return found.open === 0 && found;
      });
    const raceTruth = await truthOf([...raced, ...toKill]);
    const { ours, there, booked } = raceTruth;
    field.check('as many refunds as won, and one for each that was cut', ours === won + toKill.length, {
      ...raceTruth,
      won,
    });
    const crossTruth = await truthOf(crossed);
    const credited = await creditedOn(system, crossed);
    field.check('what went back of bills stands in credit notes', credited === crossTruth.amounts.ours, {
      credited,
      ...crossTruth,
    });
    for (const [name, truth] of [
      ['raced', raceTruth],
      ['crossed', crossTruth],
    ] as const) {
      field.check(`${name}: nowhere did more go back than came`, truth.above === 0, truth);
      field.check(
        `${name}: each refund of ours is there once, and none beside`,
        truth.unmatched === 0 && truth.ours === truth.there,
        truth,
      );
      field.check(`${name}: each is booked once`, truth.booked === truth.ours, truth);
      const alike = new Set(Object.values(truth.amounts)).size === 1;
      field.check(`${name}: rows, Razorpay, ledger and bills name the same amount`, alike, truth.amounts);
    }
    return {
      ...{ pairs, refunds: ours, atRazorpay: there, booked, kills, cut: toKill.length },
      ...{ crossed: crossTruth.ours, repeats: till.repeats.total },
    };
  },
});
