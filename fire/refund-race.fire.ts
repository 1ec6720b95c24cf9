import { drained } from '../tools/field/drained.ts';
import { defineFire } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import { until } from '../tools/field/until.ts';
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

    const raced = await paid(field.amount(200, 6));
    const race = new RefundRace(field, till);
    await race.run(raced, pairsEach);
    const { pairs, won, wrongWinners, otherAnswers } = race.seen;
    field.check('of two that do not fit together one wins, whoever it is', wrongWinners === 0, race.seen);
    field.check('losers are told 409 REFUND_EXCEEDS_CAPTURED or 422', otherAnswers === 0, race.seen);

    const toKill = await paid(kills * refundsPerKill);
    const again = [];
    for (let kill = 0; kill < kills; kill++)
      again.push(
        await killAfterRazorpayAnswered(field, till, toKill.slice(kill * refundsPerKill).slice(0, refundsPerKill)),
      );
    // The leases of the dead calls are over after 30 s
    const repeated = field.quick ? [] : (await Promise.all(again.map((calls) => calls()))).flat();
    const isDone = repeated.every(({ status }) => status === 201);
    field.check(
      'the same call again finds the refund that was made',
      isDone,
      repeated.map(({ status }) => status),
    );

    const ids = [...raced, ...toKill].map(({ paymentId }) => paymentId);
    const truth = await until('no refund is open any more', 30, async () => {
      await drained(system);
      const found = await refundTruth(system, ids);
      return found.open === 0 && found;
    });
    const { ours, there, booked, amounts } = truth;
    field.check('nowhere did more go back than came', truth.above === 0, truth);
    field.check('each refund of ours is there once, and none beside', truth.unmatched === 0 && ours === there, truth);
    field.check('as many as won, and one for each that was cut', ours === won + toKill.length, { ...truth, won });
    field.check('each is booked once', booked === ours, truth);
    const alike = new Set(Object.values(amounts)).size === 1;
    field.check('rows, Razorpay, ledger and bills name the same amount', alike, amounts);
    return { pairs, refunds: ours, atRazorpay: there, kills, cut: toKill.length, repeats: till.repeats.total };
  },
});
