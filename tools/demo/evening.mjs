/**
 * An evening at table 5: two phones without a number, three rounds, a dish that the kitchen voids, one bill in two parts, paid by
 * UPI and in cash, and the table is free again. Everything goes through the gateway, as any screen would.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitchenScreen } from './kitchen-screen.mjs';
import { printBill, printTicket } from './paper.mjs';
import { device, gateway, payAtRazorpay, pick, signInStaff, tableOf } from './place.mjs';
import { eventually, rupees, Steps, whyStopped } from './steps.mjs';

const label = 'T5';
const output = process.env.DEMO_OUTPUT ?? '.chowk/demo';
const steps = new Steps();

/** A tablet that the manager pairs once; the waiter acts on it by PIN. */
async function waiterOnTablet(manager, outletId) {
  const { code } = await manager.post('/devices/pair', { body: { outletId, name: 'Waiters at the door' } });
  const tablet = device();
  const claimed = await tablet.claimDevice({ code });
  const imran = (await tablet.get('/devices/staff')).find(({ name }) => name === 'Imran Khan');
  const waiter = device();
  await waiter.useTokens(await tablet.post('/devices/staff-session', { body: { staffId: imran.id, pin: '4321' } }));
  return { waiter, deviceId: claimed.device.id };
}

/** A phone without a number scans the code on the table. */
async function scan(table) {
  const phone = device();
  return { phone, session: await phone.sitDown(table.code, { covers: 2 }) };
}

async function order(person, sessionId, menu, wanted) {
  const cart = { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines: pick(menu, wanted) };
  const { total } = await person.post('/orders/quote', { body: cart });
  return person.post('/orders', { body: { ...cart, expectedTotal: total } });
}

async function cookAll(cook, tickets) {
  for (const { data } of tickets)
    for (const status of ['STARTED', 'READY'])
      await cook.patch('/kitchen/tickets/{id}', { path: { id: data.ticketId }, body: { status } });
}

async function main() {
  console.log(`\nAn evening at table 5, through ${gateway}\n`);
  const [manager, cook, cashier] = await steps.step('Manager, cook and cashier sign in', () =>
    Promise.all(['manager', 'kitchen', 'cashier'].map(signInStaff)),
  );
  const table = await tableOf(manager, label);
  const { outletId } = table;
  const screen = await steps.step("The cook's screen connects to /kitchen", () => KitchenScreen.open(cook));
  try {
    const drawer = await steps.step('The cashier opens a drawer with ₹2000.00 of change', () =>
      openDrawer(cashier, outletId),
    );
    const asha = await steps.step('Asha scans the code on the table, without a number', () => scan(table));
    const bela = await steps.step('Bela scans it too and joins her', () => scan(table));
    const { id: sessionId, billId } = asha.session;
    const [session, bill] = [{ id: sessionId }, { id: billId }];
    const menu = await steps.step('They read the menu', () => asha.phone.get('/menu', { query: { outlet: outletId } }));

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
      cook.post('/orders/{order}/lines/{lineId}/void', {
        path: { order: third.id, lineId: paneer.lineId },
        body: { reason: 'burnt' },
      }),
    );
    printTicket((await screen.voidOf(third.id)).data);
    await steps.step('The rest is cooked and served', async () => {
      await cookAll(cook, [...firstTickets, ...secondTickets]);
      for (const { id } of [first, second, third]) await serve(manager, id);
    });

    await steps.step('Bela asks for the bill', () =>
      bela.phone.post('/sessions/{id}/requests', { path: session, body: { kind: 'BILL' } }),
    );
    await steps.step('The waiter brings it', () => waiter.post('/bills/{id}/present', { path: bill, body: {} }));
    const { shares } = await steps.step('They split it in two', () =>
      bela.phone.post('/bills/{id}/split', { path: bill, body: { by: 'EQUALLY', parts: 2 } }),
    );
    printBill(await asha.phone.get('/bills/{id}', { path: bill }), { outlet: 'Intellidine Indiranagar', table: label });
    await steps.step(`Asha pays ${rupees(shares[0].amount)} and a tip of ₹20.00 by UPI`, () =>
      payByUpi(asha.phone, { billId, shareId: shares[0].shareId, tip: 2_000 }),
    );
    const cash = await steps.step(`Bela pays ${rupees(shares[1].amount)} in cash`, () =>
      cashier.post('/payments/confirm-cash', { body: { billId, shareId: shares[1].shareId, tendered: 100_000 } }),
    );
    console.log(`           she gave ${rupees(cash.tendered)} and got ${rupees(cash.change)} back`);
    const settled = await steps.step('The bill is settled', () =>
      eventually('the bill is SETTLED', async () => {
        const seen = await manager.get('/bills/{id}', { path: bill });
        return seen.status === 'SETTLED' && seen;
      }),
    );
    printBill(settled, { outlet: 'Intellidine Indiranagar', table: label });
    const file = await steps.step('Asha takes the invoice as PDF', () => savePdf(asha.phone, settled));
    await steps.step('The table is free again', () => waiter.post('/sessions/{id}/close', { path: session, body: {} }));
    await manager.delete('/devices/{id}', { path: { id: deviceId } });
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
  const left = await cashier.all('/drawers', { query: { status: 'OPEN', outlet: outletId } });
  for (const { id } of left) await closeDrawer(cashier, id);
  return cashier.post('/drawers', { body: { outletId, openingFloat: 200_000 } });
}

async function closeDrawer(cashier, id) {
  const { expected } = await cashier.get('/drawers/{id}', { path: { id } });
  return cashier.post('/drawers/{id}/close', { path: { id }, body: { counted: expected } });
}

/** The tickets of an order, printed in the kitchen. */
async function printed(screen, placed, stations) {
  const tickets = await screen.ticketsOf(placed.id, stations);
  for (const { data } of tickets) printTicket(data);
  return tickets;
}

async function serve(manager, orderId) {
  const path = { order: orderId };
  await eventually('the order is READY', async () => {
    const { status } = await manager.get('/orders/{order}', { path });
    return status === 'READY';
  });
  await manager.patch('/orders/{order}/status', { path, body: { status: 'COMPLETED' } });
}

async function payByUpi(phone, what) {
  const { razorpayOrderId } = await phone.post('/payments/create-razorpay-order', { body: what });
  await phone.post('/payments/verify-razorpay', { body: await payAtRazorpay(razorpayOrderId) });
}

async function savePdf(phone, { id, invoiceNumber }) {
  mkdirSync(output, { recursive: true });
  const file = join(output, `${invoiceNumber.replaceAll('/', '-')}.pdf`);
  const pdf = await phone.file('/bills/{id}/invoice', 'application/pdf', { path: { id } });
  writeFileSync(file, await pdf.bytes());
  return file;
}

try {
  await main();
} catch (error) {
  console.error(`\nThe demo stopped: ${whyStopped(error)}`);
  process.exitCode = 1;
}
