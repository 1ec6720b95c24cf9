import { drained } from '../tools/field/drained.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import type { Person } from '../tools/field/people.ts';
import { until } from '../tools/field/until.ts';
import { tableTruth } from './money/table-truth.ts';
import { succeeded, Till, type Share } from './money/till.ts';

const phonesPerTable = 50;
const payers = 20;

interface Round {
  readonly tableId: string;
  readonly billId: string;
  /** Sessions that the phones were told of. */
  readonly sessionsTold: number;
  /** Answers that were neither a payment nor the refusal of one that came too late. */
  readonly wrongAnswers: readonly string[];
  /** Money that was taken a second time for a share, in payments. */
  readonly surplus: number;
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

/** A guest pays a share at Razorpay; some have two phones on it. Answers with what was not right, and whether money came twice. */
async function payShare(till: Till, billId: string, { shareId }: Share, phones: readonly Person[], isTwice: boolean) {
  const [first, second = first] = phones;
  if (!first || !second) throw new Error('Nobody pays');
  const begun = await Promise.all(
    [first, ...(isTwice ? [second] : [])].map((phone) => till.begin({ billId, shareId }, phone)),
  );
  // Both phones were sent to the same payment: the second's money is a second payment of the same order there
  const paid = await Promise.all(
    begun.map(({ razorpayOrderId }) => till.restaurant.checkout(razorpayOrderId, { autoRefund: false })),
  );
  const answers = await Promise.all(
    begun.map(({ paymentId }, index) => {
      const checkout = paid[index];
      if (!checkout) throw new Error('Nothing was paid');
      return till.verify(paymentId, checkout, index === 0 ? first : second);
    }),
  );
  const payments = new Set(begun.map(({ paymentId }) => paymentId)).size;
  return {
    wrong: [
      ...answers.filter(({ status }) => status !== 200).map(({ status, code }) => `${status} ${code ?? ''}`),
      ...(payments === 1 ? [] : [`${payments} payments of one share`]),
    ],
    surplus: isTwice ? 1 : 0,
  };
}

async function playRound(field: Field, till: Till): Promise<Round> {
  const table = await till.restaurant.table();
  const { phones, sessionsTold, sessionId } = await scanAtOnce(till, table.code);
  const billId = await orderAtOnce(till, phones.slice(0, 5), sessionId);
  const shares = await till.split(billId, payers);
  const paid = await Promise.all(
    field.random.shuffle(shares).map((share, index) => {
      const isTwice = field.random.next() < 0.2;
      return payShare(till, billId, share, [phones[index], phones[index + payers]].filter(isPerson), isTwice);
    }),
  );
  return {
    ...{ tableId: table.id, billId, sessionsTold },
    wrongAnswers: paid.flatMap(({ wrong }) => wrong),
    surplus: paid.reduce((sum, one) => sum + one.surplus, 0),
  };
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
    const surplus = rounds.reduce((sum, one) => sum + one.surplus, 0);
    const all = (holds: (truth: (typeof truths)[number], index: number) => boolean) => truths.every(holds);
    field.check(
      'fifty phones sit in one session',
      all(({ sessions, guests }) => sessions === 1 && guests === phonesPerTable) &&
        rounds.every(({ sessionsTold }) => sessionsTold === 1),
      truths.map(({ sessions, guests }) => [sessions, guests]),
    );
    field.check('everybody who paid was answered 200', wrong.length === 0, wrong);
    field.check(
      'each bill is settled, paid to the paisa, with one invoice',
      all(({ bill }) => bill.status === 'SETTLED' && bill.due === 0 && bill.paid === bill.total && bill.invoices === 1),
      truths.map(({ bill }) => bill),
    );
    field.check(
      'each share is paid, once',
      all(({ bill }, index) => bill.sharesPaid === payers && bill.payments === payers + (rounds[index]?.surplus ?? 0)),
    );
    field.check(
      'what came twice for a share goes back, and all was booked once',
      all(({ captured, captures, bill }) => captured === bill.total && captures === bill.payments),
      truths.map(({ captured, captures, bill }) => [captured, bill.total, captures, bill.payments]),
    );
    return {
      ...{ rounds: rounds.length, phones: rounds.length * phonesPerTable, payments: rounds.length * payers + surplus },
      ...{ paidTwiceAndGivenBack: surplus, repeats: till.repeats.total },
    };
  },
});
