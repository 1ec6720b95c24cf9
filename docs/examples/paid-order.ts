import { call, pause, payAtRazorpay, signIn, type Checkout } from './place.ts';

interface Order {
  readonly id: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly paymentStatus: string;
}
interface Menu {
  readonly categories: readonly { readonly items: readonly { readonly id: string; readonly name: string }[] }[];
}

const token = await signIn();
const outlets = await call<{ id: string; code: string }[]>('/outlets');
const outletId = outlets.find(({ code }) => code === 'IND')?.id;
const { categories } = await call<Menu>(`/menu?outlet=${outletId}&lang=en`);
const itemId = categories.flatMap(({ items }) => items).find(({ name }) => name === 'Masala dosa')?.id;

// The customer sees the server's price, and orders for no other one
const cart = { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 2 }] };
const { total } = await call<{ total: number }>('/orders/quote', { token, body: cart });
const placed = await call<Order>('/orders', {
  token,
  body: { ...cart, expectedTotal: total },
  key: crypto.randomUUID(),
});

// 202 while stock is still being held: payable once the order says so
let order = placed;
const reached = async (...statuses: string[]) => {
  for (let tries = 0; tries < 50 && !statuses.includes(order.status); tries += 1) {
    await pause(200);
    order = await call<Order>(`/orders/${placed.id}`, { token });
  }
};
await reached('AWAITING_PAYMENT', 'CONFIRMED', 'REJECTED');

const wish = { orderId: order.id };
const { razorpayOrderId } = await call<{ razorpayOrderId: string }>('/payments/create-razorpay-order', {
  ...{ token, body: wish, key: crypto.randomUUID() },
});
const handedBack: Checkout = await payAtRazorpay(razorpayOrderId);
await call('/payments/verify-razorpay', { token, body: handedBack, key: crypto.randomUUID() });
await reached('CONFIRMED', 'EXPIRED', 'CANCELLED');
console.log(`${order.orderNumber} is ${order.status}, ${order.paymentStatus}`);
