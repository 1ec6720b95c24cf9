/**
 * The demo: a customer at table 5 of intellidine signs in with a one-time password, reads the menu, orders, the cook sees the
 * tickets, the food is served, and the bill is paid through Razorpay. Everything goes through the gateway, as any screen would;
 * as a frontend would with @chowk/client;
 * only the phone that receives the SMS and the checkout that takes the money are simulators.
 */
import { randomInt } from 'node:crypto';
import { KitchenScreen } from './kitchen-screen.mjs';
import { codeSentTo, device, gateway, payAtRazorpay, pick, signInStaff, tableOf, tenant } from './place.mjs';
import { eventually, rupees, Steps, whyStopped } from './steps.mjs';

const steps = new Steps();

async function signIn(customer, phone) {
  await steps.step(`A customer asks for a code for ${phone}`, () => customer.requestCode({ phone }));
  const code = await steps.step('reads it on the phone', () => codeSentTo(phone));
  await steps.step('and signs in with it', () => customer.signInWithCode({ phone, code }));
}

async function main() {
  console.log(`\nAn order at ${tenant}, through ${gateway}\n`);
  const manager = await steps.step('The manager signs in', () => signInStaff('manager'));
  const cook = await signInStaff('kitchen');
  const screen = await steps.step("The cook's screen connects to /kitchen", () => KitchenScreen.open(cook));
  try {
    const { code } = await tableOf(manager, 'T5');
    const customer = device();
    const seat = await steps.step('The code on table 5 is scanned', () =>
      customer.get('/tables/{code}', { path: { code } }),
    );
    await signIn(customer, `+9198${randomInt(10_000_000, 99_999_999)}`);
    const session = await steps.step(`sits down at ${seat.outlet.name}, ${seat.label}`, () =>
      customer.sitDown(code, { covers: 2 }),
    );
    const menu = await steps.step('reads the menu', () => customer.get('/menu', { query: { outlet: seat.outlet.id } }));
    const lines = pick(menu, { 'Masala dosa': 2, 'Butter naan': 3, 'Filter coffee': 2 });
    const cart = { fulfilment: 'DINE_IN', tableSessionId: session.id, lines };
    const quote = await steps.step('asks what it costs', () => customer.post('/orders/quote', { body: cart }));
    const order = await steps.step(
      `orders for ${rupees(quote.payable)} (${quote.appliedRules.map(({ name }) => name).join(', ')})`,
      () => customer.post('/orders', { body: { ...cart, expectedTotal: quote.total }, intention: 'this cart' }),
    );
    const ordered = { order: order.id };
    const tickets = await steps.step('The tickets are on the kitchen screen', () => screen.ticketsOf(order.id, 3));
    for (const { data } of tickets)
      console.log(
        `      ${data.station.padEnd(8)} ${data.lines.map((line) => `${line.quantity} x ${line.name}`).join(', ')}`,
      );
    for (const { data: ticket } of tickets)
      for (const status of ['STARTED', 'READY'])
        await cook.patch('/kitchen/tickets/{id}', { path: { id: ticket.ticketId }, body: { status } });
    await steps.step('The cook has started and finished them; the order is ready', () =>
      eventually('the order is READY', async () => {
        const { status } = await customer.get('/orders/{order}', { path: ordered });
        return status === 'READY';
      }),
    );
    await steps.step('The food is served', () =>
      manager.patch('/orders/{order}/status', { path: ordered, body: { status: 'COMPLETED' } }),
    );
    const bill = await steps.step('The waiter brings the bill', () =>
      manager.post('/bills/{id}/present', { path: { id: order.billId }, body: {} }),
    );
    console.log(`      ${rupees(bill.due)} to pay`);
    const checkout = await steps.step('The customer begins to pay it', () =>
      customer.post('/payments/create-razorpay-order', { body: { orderId: order.id } }),
    );
    const paid = await steps.step(`pays ${rupees(checkout.amount)} by UPI in Razorpay's checkout`, () =>
      payAtRazorpay(checkout.razorpayOrderId),
    );
    await steps.step('and the payment is verified', () => customer.post('/payments/verify-razorpay', { body: paid }));
    await tellTimeline(manager, order.id);
    await steps.step('The table is free again', () =>
      manager.post('/sessions/{id}/close', { path: { id: session.id }, body: {} }),
    );
    console.log(`\nOrder ${order.orderNumber} took ${steps.total()} from the first click to the table.`);
  } finally {
    screen.close();
  }
}

/** Waits until every service has told its part, then prints it in the order of time. */
async function tellTimeline(manager, orderId) {
  const told = [
    'order.confirmed.v1',
    'inventory.committed.v1',
    'payment.captured.v1',
    'discount.redeemed.v1',
    'ticket.ready.v1',
  ];
  const { events } = await eventually('the timeline is whole', async () => {
    const timeline = await manager.get('/orders/{order}/timeline', { path: { order: orderId } });
    return told.every((type) => timeline.events.some((event) => event.type === type)) && timeline;
  });
  console.log('\n  What happened, as all services tell it:');
  const since = Date.parse(events[0].at);
  for (const { at, service, type } of events)
    console.log(`  ${String(Date.parse(at) - since).padStart(7)} ms  ${service.padEnd(10)} ${type}`);
}

try {
  await main();
} catch (error) {
  console.error(`\nThe demo stopped: ${whyStopped(error)}`);
  process.exitCode = 1;
}
