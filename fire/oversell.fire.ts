import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import type { Answer, Person } from '../tools/field/people.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { until } from '../tools/field/until.ts';

const units = 10;
/** Latest moment (ms) after a round has begun at which inventory is killed. */
const latestKill = 8_000;
/** What tells a buyer to ask again: the gateway is busy, or has waited for an answer in vain. */
const unanswered: readonly number[] = [503, 504];
const mostTries = 10;

/** How the buyers of a round were answered. */
interface Answers {
  /** Taken at once, or for checking (202). */
  readonly taken: number;
  readonly refusedAtOnce: number;
  /** Anything else, as `503 NOT_YET_AVAILABLE`. */
  readonly odd: readonly string[];
  /** Calls that were made once more, with the same key, for want of an answer. */
  readonly askedAgain: number;
}

/** What the tables say about a round when everything has ended. */
interface Truth {
  readonly sold: number;
  readonly outOfStock: number;
  readonly otherwise: number;
  readonly onHand: number;
  readonly held: number;
  readonly reserved: number;
}

export default defineFire({
  name: 'oversell',
  promise: 'Of 500 buyers of 10 units 10 get one and 490 are told OUT_OF_STOCK, also while inventory is killed.',
  async run(field) {
    const { system, random } = field;
    const [rounds, buyers] = [field.amount(20, 2), field.amount(500, 60)];
    const restaurant = new Restaurant(system);
    const people = await sideBySide(Array.from({ length: field.amount(100, 20) }), 10, () => restaurant.customer());
    const took: number[] = [];
    let [kills, late, again] = [0, 0, 0];
    // What nobody has called yet is slow the first times
    const first = await restaurant.dish(units);
    const warming = field.amount(200, 10);
    await buyAll(restaurant, people, first.itemId, { buyers: warming, withinMs: warming * 50 });
    await ended(field, first.itemId, first.stockItemId, warming);
    for (let round = 0; round < rounds; round++) {
      const isKilled = round % 2 === 1;
      const dish = await restaurant.dish(units);
      const since = performance.now();
      const buying = buyAll(restaurant, people, dish.itemId, { buyers, withinMs: field.amount(12_000, 1_500) });
      if (isKilled) {
        await pause(random.between(50, field.amount(latestKill, 400)));
        await system.services.inventory.restart();
        kills++;
      }
      const answers = await buying;
      const truth = await ended(field, dish.itemId, dish.stockItemId, buyers);
      took.push((performance.now() - since) / 1000);
      late += answers.taken - units;
      again += answers.askedAgain;
      const name = `round ${round + 1}${isKilled ? ', inventory killed' : ''}`;
      const seen = { ...answers, ...truth };
      field.check(
        `${name}: ${units} orders, ${buyers - units} OUT_OF_STOCK`,
        truth.sold === units &&
          truth.outOfStock === buyers - units &&
          truth.otherwise === 0 &&
          answers.odd.length === 0,
        seen,
      );
      field.check(
        `${name}: all ${units} are held, none more`,
        truth.held === units && truth.onHand === units && truth.reserved === units,
        seen,
      );
      if (!isKilled) field.check(`${name}: refused at once`, answers.refusedAtOnce === buyers - units, seen);
    }
    return {
      rounds,
      buyers,
      units,
      kills,
      rejectedAfter202: late,
      askedAgain: again,
      slowestRoundSeconds: Math.round(Math.max(...took) * 10) / 10,
    };
  },
});

/** They come within a few seconds, each once; who gets no answer in time asks again with the same key. */
async function buyAll(
  restaurant: Restaurant,
  people: readonly Person[],
  itemId: string,
  { buyers, withinMs }: { readonly buyers: number; readonly withinMs: number },
): Promise<Answers> {
  const outletId = await restaurant.outlet();
  const cart = { fulfilment: 'TAKEAWAY', outletId, lines: [{ itemId, quantity: 1 }] };
  let askedAgain = 0;
  const buy = async (n: number): Promise<Answer> => {
    const buyer = people[n % people.length];
    if (!buyer) throw new Error('Nobody buys');
    await pause((n * withinMs) / buyers);
    const key = randomUUID();
    for (let tries = 1; ; tries++) {
      const answer = await buyer.call('POST', '/orders', cart, { key, timeoutMs: 60_000 });
      const isUnanswered = unanswered.includes(answer.status) || answer.code === 'IDEMPOTENCY_IN_PROGRESS';
      if (!isUnanswered || tries === mostTries) return answer;
      askedAgain++;
      await pause(1_000);
    }
  };
  const answers = await Promise.all(Array.from({ length: buyers }, (_none, n) => buy(n)));
  const refused = ({ status, code }: Answer) => status === 409 && code === 'OUT_OF_STOCK';
  const taken = ({ status }: Answer) => status === 201 || status === 202;
  const odd = answers.filter((answer) => !refused(answer) && !taken(answer));
  return {
    taken: answers.filter(taken).length,
    refusedAtOnce: answers.filter(refused).length,
    odd: odd.map(({ status, code }) => `${status} ${code ?? ''}`),
    askedAgain,
  };
}

/** Waits until nothing is being checked any more, then counts in the tables of order and inventory. */
async function ended({ system }: Field, itemId: string, stockItemId: string, buyers: number): Promise<Truth> {
  const orders = await until(
    'all orders have an end',
    90,
    async () => {
      const found = await system.behind<{ status: string; code: string | null; n: number }>(
        'order',
        `select status, rejection ->> 'code' as code, count(*)::int as n from orders
       where created_at > now() - interval '10 minutes' and lines @> $1::jsonb group by 1, 2`,
        [JSON.stringify([{ itemId }])],
      );
      const all = found.reduce((sum, { n }) => sum + n, 0);
      return all === buyers && found.every(({ status }) => status !== 'PLACED') && found;
    },
    200,
  );
  const count = (isIt: (status: string, code: string | null) => boolean) =>
    orders.filter(({ status, code }) => isIt(status, code)).reduce((sum, { n }) => sum + n, 0);
  const [item] = await system.behind<{ on_hand: number; held: number }>(
    'inventory',
    'select on_hand, held from stock_item where id = $1',
    [stockItemId],
  );
  const [reserved] = await system.behind<{ n: number }>(
    'inventory',
    `select count(*)::int as n from reservation where status = 'HELD' and holds::text like '%' || $1 || '%'`,
    [stockItemId],
  );
  return {
    sold: count((status) => status !== 'REJECTED'),
    outOfStock: count((status, code) => status === 'REJECTED' && code === 'OUT_OF_STOCK'),
    otherwise: count((status, code) => status === 'REJECTED' && code !== 'OUT_OF_STOCK'),
    onHand: item?.on_hand ?? Number.NaN,
    held: item?.held ?? Number.NaN,
    reserved: reserved?.n ?? Number.NaN,
  };
}
