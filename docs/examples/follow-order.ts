import { io } from 'socket.io-client';
import { call, gateway, orderCoffee, payAtRazorpay, signIn } from './place.ts';

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

const { orderId, razorpayOrderId } = await orderCoffee(token);
// Nobody hands back what the checkout said: Razorpay's webhook tells the server, the server tells the screen
await payAtRazorpay(razorpayOrderId);
await confirmed;
const { status } = await call<{ status: string }>(`/orders/${orderId}`, { token });
socket.close();
console.log(`${status}, told by the socket`);
