import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import type { Person } from '../tools/field/people.ts';
import { until } from '../tools/field/until.ts';
import { payShare, waysToPay } from './money/share-payers.ts';
import { tableTruth } from './money/table-truth.ts';
import { succeeded, Till } from './money/till.ts';

const phonesPerTable = 50;
const payers = 20;

interface Round {
  readonly tableId: string;
  readonly billId: string;
  /** Sessions that the phones were told of. */
  readonly sessionsTold: number;
  /** Answers that were neither a payment nor the refusal of one that came too late, or payments too many. */
  readonly wrongAnswers: readonly string[];
}

/** Everybody scans the code of a new table in the same moment. */
async function scanAtOnce(
  till: Till,
  code: string,
): Promise<{ phones: Person[]; sessionsTold: number; sessionId: string }> {
  const seats = await Promise.all(Array.from({ length: phonesPerTable }, () => till.restaurant.guest(code)));
  const told = new Set(seats.map(({ sessionId }) => sessionId));
  return { phones: seats.map(({ phone }) => phone), sessionsTold: told.size, sessionId: [...told][0] ?? '' };
}

/** Some order, all at once; answers with their one bill when the kitchen has accepted everything. */
async function orderAtOnce(till: Till, phones: readonly Person[], tableSessionId: string): Promise<string> {
  const lines = [{ itemId: till.itemId, quantity: 4 }];
  const placed = await Promise.all(
    phones.map((phone) => till.decided(phone, 'POST', '/orders', { fulfilment: 'DINE_IN', tableSessionId, lines })),
  );
  const ids = placed.map((order) => succeeded(order).text('data.id'));
  const bills = await Promise.all(
    ids.map((id) =>
      until(`order ${id} is certain`, 60, async () => {
        const order = await till.decided(till.manager, 'GET', `/orders/${id}`);
        return order.at('data.status') === 'CONFIRMED' && order.text('data.billId');
      }),
    ),
  );
  if (new Set(bills).size !== 1) throw new Error(`One table has several bills: ${bills.join()}`);
  return bills[0] ?? '';
}

async function playRound(field: Field, till: Till): Promise<Round> {
  const table = await till.restaurant.table();
  const { phones, sessionsTold, sessionId } = await scanAtOnce(till, table.code);
  const billId = await orderAtOnce(till, phones.slice(0, 5), sessionId);
  const shares = await till.split(billId, payers);
  const paid = await Promise.all(
    field.random.shuffle(shares).map((share, index) => {
      const atIt = [phones[index], phones[index + payers]].filter(isPerson);
      return payShare(till, { ...share, billId }, field.random.pick(waysToPay), atIt);
    }),
  );
  return { tableId: table.id, billId, sessionsTold, wrongAnswers: paid.flat() };
}

const isPerson = (one: Person | undefined): one is Person => one !== undefined;

export default defineFire({
  name: 'table-race',
  promise:
    'Fifty phones that scan one table at once sit in one session; twenty who pay its bill at once pay it exactly once.',
  async run(field) {
    const { system } = field;
    const till = await Till.open(system);
    const rounds: Round[] = [];
    for (let n = 0; n < field.amount(15, 2); n++) rounds.push(await playRound(field, till));
    await until('surplus money is on its way back', 60, async () => {
      await drained(system);
      const open = await system.behind(
        'payment',
        `select id from payment where bill_id = any($1) and exists (
           select 1 from jsonb_array_elements(refunds) one where one ->> 'status' in ('REQUESTED', 'PENDING'))`,
        [rounds.map(({ billId }) => billId)],
      );
      return open.length === 0;
    });

    const truths = await Promise.all(rounds.map(({ tableId, billId }) => tableTruth(system, tableId, billId)));
    const wrong = rounds.flatMap(({ wrongAnswers }) => wrongAnswers);
    const payments = truths.reduce((sum, { bill }) => sum + bill.payments, 0);
    const surplus = payments - truths.length * payers;
    const all = (holds: (truth: (typeof truths)[number], index: number) => boolean) => truths.every(holds);
    field.check(
      'fifty phones sit in one session',
      all(({ sessions, guests }) => sessions === 1 && guests === phonesPerTable) &&
        rounds.every(({ sessionsTold }) => sessionsTold === 1),
      truths.map(({ sessions, guests }) => [sessions, guests]),
    );
    field.check(
      'everybody who paid was answered 200 or 201, or 409 when it was paid already',
      wrong.length === 0,
      wrong,
    );
    field.check(
      'each bill is settled, paid to the paisa, with one invoice',
      all(({ bill }) => bill.status === 'SETTLED' && bill.due === 0 && bill.paid === bill.total && bill.invoices === 1),
      truths.map(({ bill }) => bill),
    );
    field.check(
      'each share is paid',
      all(({ bill }) => bill.sharesPaid === payers && bill.payments >= payers),
      truths.map(({ bill }) => [bill.sharesPaid, bill.payments]),
    );
    field.check(
      'what came twice for a share goes back, and all was booked once',
      all(({ captured, captures, bill }) => captured === bill.total && captures === bill.payments),
      truths.map(({ captured, captures, bill }) => [captured, bill.total, captures, bill.payments]),
    );
    return {
      ...{ rounds: rounds.length, phones: rounds.length * phonesPerTable, payments },
      ...{ paidTwiceAndGivenBack: surplus, repeats: till.repeats.total },
    };
  },
});
