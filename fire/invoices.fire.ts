import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import { until } from '../tools/field/until.ts';
import { documentsOf, isWhole } from './money/documents.ts';
import { RowHold } from './money/row-hold.ts';
import { succeeded, Till, type Sale } from './money/till.ts';
import { billRefundWish, recordWish } from './money/wishes.ts';

const writersAtOnce = 16;

type Kill = () => Promise<void>;

/** Does the work for every item, and in between kills, once after each equal part of the work. */
async function underKills<Item>(
  field: Field,
  kills: readonly Kill[],
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const every = Math.floor(items.length / (kills.length + 1));
  let [done, killed] = [0, 0];
  // No new work begins meanwhile: what is starting again is not killed before it is ready, and the next kill finds something to interrupt
  let killing = Promise.resolve();
  await sideBySide(items, writersAtOnce, async (item) => {
    await killing;
    await work(item);
    done++;
    const kill = kills[killed];
    if (kill === undefined || done < every * (killed + 1)) return;
    killed++;
    field.say(`the ${killed}. kill, after ${done} of ${items.length}`);
    await (killing = killing.then(kill));
  });
}

/** Kills order when it waits, in the middle of a settlement or a refund, for the counter of documents that we hold. */
async function killInTheMiddle({ system }: Field): Promise<void> {
  const { order } = system.services;
  const hold = await RowHold.of(system, 'order', 'lock table tax_document_counter in share mode');
  try {
    await hold.isFeltBy(1);
    await order.kill();
  } finally {
    await hold.release();
  }
  await order.start();
}

/** Takes the money of a sale at the counter, and answers when its bill is settled. */
async function settle(till: Till, { billId }: Sale): Promise<void> {
  const { path, body, key } = recordWish(billId);
  succeeded(await till.decided(till.manager, 'POST', path, body, key));
}

async function allSettled(field: Field, sales: readonly Sale[]): Promise<void> {
  const ids = sales.map(({ billId }) => billId);
  await until('all bills are settled', 60, async () => {
    const open = await field.system.behind('order', `select id from bill where id = any($1) and status <> 'SETTLED'`, [
      ids,
    ]);
    return open.length === 0;
  });
}

export default defineFire({
  name: 'invoices',
  promise:
    'Invoices and credit notes of an outlet are numbered 1 to n without a gap and none twice, whatever is killed.',
  async run(field) {
    const { system } = field;
    const { payment } = system.services;
    const order = () => killInTheMiddle(field);
    const anywhere = () => payment.restart();
    const till = await Till.open(system, 'KOR');
    const before = await documentsOf(system, till.outletId);

    const killsOfSettlements = field.quick ? [order] : [order, order, anywhere, order, order];
    const killsOfRefunds = field.quick ? [] : [order, order];
    const sales = await sideBySide(Array.from({ length: field.amount(1_000, 60) }), writersAtOnce, () => till.sale(1));
    field.say(`${sales.length} sales ask to be paid`);
    await underKills(field, killsOfSettlements, sales, (sale) => settle(till, sale));
    await allSettled(field, sales);
    const refunded = sales.slice(0, field.amount(250, 15));
    await underKills(field, killsOfRefunds, refunded, async ({ billId }) => {
      const { path, body, key } = billRefundWish(billId);
      succeeded(await till.decided(till.manager, 'POST', path, body, key));
    });
    await drained(system);

    const after = await documentsOf(system, till.outletId);
    field.check('every series runs from 1 to its last number', after.series.every(isWhole), after.series);
    const [settledNow, refundsNow] = [after.settledBills - before.settledBills, after.refunds - before.refunds];
    field.check(
      'every sale is settled, every refund made once',
      settledNow === sales.length && refundsNow === refunded.length,
      {
        settledNow,
        refundsNow,
      },
    );
    const numbers = after.series.reduce((sum, { last }) => sum + last, 0);
    const wanted = after.settledBills + after.refunds;
    field.check('there is one number for each bill and refund', numbers === wanted && after.unnamed === 0, after);
    field.say(`repeated because nothing was decided: ${String(till.repeats)}`);
    const kills = killsOfSettlements.length + killsOfRefunds.length;
    return { settlements: settledNow, creditNotes: refundsNow, numbers, kills, repeats: till.repeats.total };
  },
});
