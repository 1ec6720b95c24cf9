/**
 * The demo: a customer at table 5 of intellidine signs in with a one-time password, reads the menu, orders, the cook sees the
 * tickets, the food is served, and the bill is paid through Razorpay. Everything goes through the gateway, as any screen would;
 * only the phone that receives the SMS and the checkout that takes the money are simulators.
 */
import { randomInt } from 'node:crypto';
import { KitchenScreen } from './kitchen-screen.mjs';
import { anybody, codeSentTo, gateway, payAtRazorpay, pick, signInStaff, tenant } from './place.mjs';
import { eventually, rupees, Steps } from './steps.mjs';

const steps = new Steps();

async function signInCustomer(phone) {
  await steps.step(`A customer asks for a code for ${phone}`, () =>
    anybody.post('/auth/customer/request-otp', { phone }),
  );
  const code = await steps.step('reads it on the phone', () => codeSentTo(phone));
  const { accessToken } = await steps.step('and signs in with it', () =>
    anybody.post('/auth/customer/verify-otp', { phone, code }),
  );
  return anybody.as(accessToken);
}

async function main() {
  console.log(`\nAn order at ${tenant}, through ${gateway}\n`);
  const manager = await steps.step('The manager signs in', () => signInStaff('manager'));
  const cook = await signInStaff('kitchen');
  const screen = await steps.step("The cook's screen connects to /kitchen", () =>
    KitchenScreen.open(gateway, cook.token),
  );
  try {
    const tables = await manager.get('/tables?limit=100');
    const table = tables.find(({ label }) => label === 'T5');
    const seat = await steps.step('The code on table 5 is scanned', () => anybody.get(`/tables/${table.code}`));
    const customer = await signInCustomer(`+9198${randomInt(10_000_000, 99_999_999)}`);
    const session = await steps.step(`sits down at ${seat.outlet.name}, ${seat.label}`, () =>
      customer.post(`/tables/${table.code}/sessions`, { covers: 2 }),
    );
    const menu = await steps.step('reads the menu', () => customer.get(`/menu?outlet=${seat.outlet.id}`));
    const lines = pick(menu, { 'Masala dosa': 2, 'Butter naan': 3, 'Filter coffee': 2 });
    const cart = { fulfilment: 'DINE_IN', tableSessionId: session.id, lines };
    const quote = await steps.step('asks what it costs', () => customer.post('/orders/quote', cart));
    const order = await steps.step(
      `orders for ${rupees(quote.payable)} (${quote.appliedRules.map(({ name }) => name).join(', ')})`,
      () => customer.post('/orders', { ...cart, expectedTotal: quote.total }),
    );
    const tickets = await steps.step('The tickets are on the kitchen screen', () => screen.ticketsOf(order.id, 3));
    for (const { data } of tickets)
      console.log(
        `      ${data.station.padEnd(8)} ${data.lines.map((line) => `${line.quantity} x ${line.name}`).join(', ')}`,
      );
    for (const { data: ticket } of tickets)
      for (const status of ['STARTED', 'READY']) await cook.patch(`/kitchen/tickets/${ticket.ticketId}`, { status });
    await steps.step('The cook has started and finished them; the order is ready', () =>
      eventually('the order is READY', async () => (await customer.get(`/orders/${order.id}`)).status === 'READY'),
    );
    await steps.step('The food is served', () => manager.patch(`/orders/${order.id}/status`, { status: 'COMPLETED' }));
    const bill = await steps.step('The waiter brings the bill', () =>
      manager.post(`/bills/${order.billId}/present`, {}),
    );
    console.log(`      ${rupees(bill.due)} to pay`);
    const checkout = await steps.step('The customer begins to pay it', () =>
      customer.post('/payments/create-razorpay-order', { orderId: order.id }),
    );
    const paid = await steps.step(`pays ${rupees(checkout.amount)} by UPI in Razorpay's checkout`, () =>
      payAtRazorpay(checkout.razorpayOrderId),
    );
    await steps.step('and the payment is verified', () => customer.post('/payments/verify-razorpay', paid));
    await tellTimeline(manager, order.id);
    await steps.step('The table is free again', () => manager.post(`/sessions/${session.id}/close`, {}));
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
    const timeline = await manager.get(`/orders/${orderId}/timeline`);
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
  console.error(`\nThe demo stopped: ${error.message}`);
  process.exitCode = 1;
}
