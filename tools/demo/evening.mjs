/**
 * An evening at table 5: two phones without a number, three rounds, a dish that the kitchen voids, one bill in two parts, paid by
 * UPI and in cash, and the table is free again. Everything goes through the gateway, as any screen would.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitchenScreen } from './kitchen-screen.mjs';
import { printBill, printTicket } from './paper.mjs';
import { anybody, gateway, payAtRazorpay, pick, signInStaff } from './place.mjs';
import { eventually, rupees, Steps } from './steps.mjs';

const label = 'T5';
const output = process.env.DEMO_OUTPUT ?? '.chowk/demo';
const steps = new Steps();

/** A tablet that the manager pairs once; the waiter acts on it by PIN. */
async function waiterOnTablet(manager, outletId) {
  const { code } = await manager.post('/devices/pair', { outletId, name: 'Waiters at the door' });
  const tablet = await anybody.post('/devices/claim', { code });
  const atTablet = anybody.as(tablet.accessToken);
  const waiter = (await atTablet.get('/devices/staff')).find(({ name }) => name === 'Imran Khan');
  const { accessToken } = await atTablet.post('/devices/staff-session', { staffId: waiter.id, pin: '4321' });
  return { waiter: anybody.as(accessToken), deviceId: tablet.device.id };
}

/** A phone without a number scans the code on the table. */
async function scan(table, name) {
  const seat = await anybody.post(`/tables/${table.code}/sessions`, { covers: 2 });
  return { name, session: seat, guest: seat.guest, phone: anybody.as(seat.guest.accessToken) };
}

async function order(person, sessionId, menu, wanted) {
  const cart = { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines: pick(menu, wanted) };
  const { total } = await person.post('/orders/quote', cart);
  return person.post('/orders', { ...cart, expectedTotal: total });
}

async function cookAll(cook, tickets) {
  for (const { data } of tickets)
    for (const status of ['STARTED', 'READY']) await cook.patch(`/kitchen/tickets/${data.ticketId}`, { status });
}

async function main() {
  console.log(`\nAn evening at table 5, through ${gateway}\n`);
  const [manager, cook, cashier] = await steps.step('Manager, cook and cashier sign in', () =>
    Promise.all(['manager', 'kitchen', 'cashier'].map(signInStaff)),
  );
  const table = (await manager.get('/tables?limit=100')).find((one) => one.label === label);
  const { outletId } = table;
  const screen = await steps.step("The cook's screen connects to /kitchen", () =>
    KitchenScreen.open(gateway, cook.token),
  );
  try {
    const drawer = await steps.step('The cashier opens a drawer with ₹2000.00 of change', () =>
      openDrawer(cashier, outletId),
    );
    const asha = await steps.step('Asha scans the code on the table, without a number', () => scan(table, 'Asha'));
    const bela = await steps.step('Bela scans it too and joins her', () => scan(table, 'Bela'));
    const { id: sessionId, billId } = asha.session;
    const menu = await steps.step('They read the menu', () => asha.phone.get(`/menu?outlet=${outletId}`));

    const first = await steps.step('Asha orders the first round', () =>
      order(asha.phone, sessionId, menu, { 'Masala dosa': 2, 'Filter coffee': 1 }),
    );
    const firstTickets = await printed(screen, first, 2);
    const second = await steps.step('Bela orders the second', () =>
      order(bela.phone, sessionId, menu, { 'Dal makhani': 1, 'Butter naan': 3 }),
    );
    const secondTickets = await printed(screen, second, 2);
    const { waiter, deviceId } = await steps.step('The waiter types his PIN on the tablet', () =>
      waiterOnTablet(manager, outletId),
    );
    const third = await steps.step('and adds a round for them', () =>
      order(waiter, sessionId, menu, { 'Paneer butter masala': 1, 'Gulab jamun': 2 }),
    );
    const thirdTickets = await printed(screen, third, 2);

    await steps.step('The kitchen starts, and burns the paneer', () => cookAll(cook, thirdTickets));
    const paneer = third.lines.find(({ name }) => name.startsWith('Paneer'));
    await steps.step('so the cook voids it: not owed, but waste', () =>
      cook.post(`/orders/${third.id}/lines/${paneer.lineId}/void`, { reason: 'burnt' }),
    );
    printTicket((await screen.voidOf(third.id)).data);
    await steps.step('The rest is cooked and served', async () => {
      await cookAll(cook, [...firstTickets, ...secondTickets]);
      for (const { id } of [first, second, third]) await serve(manager, id);
    });

    await steps.step('Bela asks for the bill', () =>
      bela.phone.post(`/sessions/${sessionId}/requests`, { kind: 'BILL' }),
    );
    await steps.step('The waiter brings it', () => waiter.post(`/bills/${billId}/present`, {}));
    const { shares } = await steps.step('They split it in two', () =>
      bela.phone.post(`/bills/${billId}/split`, { by: 'EQUALLY', parts: 2 }),
    );
    printBill(await asha.phone.get(`/bills/${billId}`), { outlet: 'Intellidine Indiranagar', table: label });
    await steps.step(`Asha pays ${rupees(shares[0].amount)} and a tip of ₹20.00 by UPI`, () =>
      payByUpi(asha.phone, { billId, shareId: shares[0].shareId, tip: 2_000 }),
    );
    const cash = await steps.step(`Bela pays ${rupees(shares[1].amount)} in cash`, () =>
      eventually('the cashier can take it', () =>
        cashier.post('/payments/confirm-cash', { billId, shareId: shares[1].shareId, tendered: 100_000 }),
      ),
    );
    console.log(`           she gave ${rupees(cash.tendered)} and got ${rupees(cash.change)} back`);
    const settled = await steps.step('The bill is settled', () =>
      eventually('the bill is SETTLED', async () => {
        const bill = await manager.get(`/bills/${billId}`);
        return bill.status === 'SETTLED' && bill;
      }),
    );
    printBill(settled, { outlet: 'Intellidine Indiranagar', table: label });
    const file = await steps.step('Asha takes the invoice as PDF', () => savePdf(asha.phone, settled));
    await steps.step('The table is free again', () => waiter.post(`/sessions/${sessionId}/close`, {}));
    await manager.delete(`/devices/${deviceId}`);
    await steps.step('The cashier counts the drawer: it agrees', () => closeDrawer(cashier, drawer.id));
    const { difference } = await manager.get('/ledger/trial-balance');
    console.log(`\nInvoice ${settled.invoiceNumber}: ${file}`);
    console.log(`The ledger sums to ${rupees(difference)}. The evening took ${steps.total()}.`);
  } finally {
    screen.close();
  }
}

/** The cashier's drawer; one that an interrupted evening left open is counted first. */
async function openDrawer(cashier, outletId) {
  const left = await cashier.get(`/drawers?status=OPEN&outlet=${outletId}`);
  for (const { id } of left) await closeDrawer(cashier, id);
  return cashier.post('/drawers', { outletId, openingFloat: 200_000 });
}

async function closeDrawer(cashier, id) {
  const { expected } = await cashier.get(`/drawers/${id}`);
  return cashier.post(`/drawers/${id}/close`, { counted: expected });
}

/** The tickets of an order, printed in the kitchen. */
async function printed(screen, placed, stations) {
  const tickets = await screen.ticketsOf(placed.id, stations);
  for (const { data } of tickets) printTicket(data);
  return tickets;
}

async function serve(manager, orderId) {
  await eventually('the order is READY', async () => (await manager.get(`/orders/${orderId}`)).status === 'READY');
  await manager.patch(`/orders/${orderId}/status`, { status: 'COMPLETED' });
}

async function payByUpi(phone, what) {
  const { razorpayOrderId } = await eventually('payment knows the shares', () =>
    phone.post('/payments/create-razorpay-order', what),
  );
  await phone.post('/payments/verify-razorpay', await payAtRazorpay(razorpayOrderId));
}

async function savePdf(phone, { id, invoiceNumber }) {
  mkdirSync(output, { recursive: true });
  const file = join(output, `${invoiceNumber.replaceAll('/', '-')}.pdf`);
  writeFileSync(file, await phone.bytes(`/bills/${id}/invoice`, 'application/pdf'));
  return file;
}

try {
  await main();
} catch (error) {
  console.error(`\nThe demo stopped: ${error.message}`);
  process.exitCode = 1;
}
