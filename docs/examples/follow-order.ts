import { io } from 'socket.io-client';
import { call, gateway, payAtRazorpay, signIn } from './place.ts';

interface RoomEvent {
  readonly room: string;
  readonly seq: number;
  readonly type: string;
  readonly aggregateId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const token = await signIn();
/** The last number heard of each room: kept over every break of the line. */
const last: Record<string, number> = {};
const socket = io(`${gateway}/orders`, {
  transports: ['websocket'],
  // Asked anew for each connection: a fresh token, and where to go on
  auth: (give) => give({ token, resume: last }),
});
const confirmed = new Promise<RoomEvent>((heard) => {
  socket.on('rooms', ({ rooms }: { rooms: Record<string, number> }) => {
    for (const [room, seq] of Object.entries(rooms)) last[room] ??= seq;
  });
  socket.on('event', (event: RoomEvent) => {
    last[event.room] = event.seq;
    if (event.type === 'order.confirmed.v1') heard(event);
  });
  // Away for too long: read the order anew, then go on from this number
  socket.on('resync', ({ room, seq }: { room: string; seq: number }) => (last[room] = seq));
});
await new Promise<void>((connected) => socket.on('connect', () => connected()));

const [outlet] = (await call<{ id: string; code: string }[]>('/outlets')).filter(({ code }) => code === 'IND');
const menu = await call<{ categories: { items: { id: string; name: string }[] }[] }>(
  `/menu?outlet=${outlet?.id}&lang=en`,
);
const coffee = menu.categories.flatMap(({ items }) => items).find(({ name }) => name === 'Filter coffee');
const body = { outletId: outlet?.id, fulfilment: 'TAKEAWAY', lines: [{ itemId: coffee?.id, quantity: 1 }] };
const order = await call<{ id: string }>('/orders', { token, body, key: crypto.randomUUID() });
const { razorpayOrderId } = await call<{ razorpayOrderId: string }>('/payments/create-razorpay-order', {
  ...{ token, body: { orderId: order.id }, key: crypto.randomUUID() },
});
// Nobody hands back what the checkout said: Razorpay's webhook tells the server, the server tells the screen
await payAtRazorpay(razorpayOrderId);
await confirmed;
const { status } = await call<{ status: string }>(`/orders/${order.id}`, { token });
socket.close();
console.log(`${status}, told by the socket`);
