import { io } from 'socket.io-client';
import { call, gateway, orderCoffee, pause, payAtRazorpay, signIn, signInStaff } from './place.ts';

interface Ticket {
  readonly id: string;
  readonly orderId: string;
  readonly station: string;
  readonly status: 'QUEUED' | 'STARTED' | 'READY' | 'COLLECTED' | 'VOIDED';
}
interface RoomEvent {
  readonly room: string;
  readonly seq: number;
  readonly type: string;
}

const token = await signInStaff('kitchen');
const last: Record<string, number> = {};
let board = new Map<string, Ticket>();

/** The whole board, the oldest first: at the start, and when the screen is told to look anew. */
async function readBoard(): Promise<void> {
  const open = await call<Ticket[]>('/kitchen/tickets?limit=100', { token });
  board = new Map(open.map((ticket) => [ticket.id, ticket]));
}

const socket = io(`${gateway}/kitchen`, {
  transports: ['websocket'],
  auth: (give) => give({ token, resume: last }),
});
// First the numbers, then the board: what is told meanwhile is in the board already, and does no harm twice
const open = new Promise<void>((opened) =>
  socket.on('rooms', ({ rooms }: { rooms: Record<string, number> }) => {
    for (const [room, seq] of Object.entries(rooms)) last[room] ??= seq;
    opened();
  }),
);
socket.on('event', (event: RoomEvent) => {
  last[event.room] = event.seq;
  if (event.type.startsWith('ticket.')) void readBoard();
});
socket.on('resync', ({ room, seq }: { room: string; seq: number }) => {
  last[room] = seq;
  void readBoard();
});
await open;
await readBoard();

// The tablet sleeps: its line is gone, and meanwhile somebody orders
socket.disconnect();
const { orderId, razorpayOrderId } = await orderCoffee(await signIn());
await payAtRazorpay(razorpayOrderId);

// It wakes up: what it missed is told, from the numbers it had kept
socket.connect();
const isShown = () => [...board.values()].some((ticket) => ticket.orderId === orderId);
for (let tries = 0; tries < 50 && !isShown(); tries += 1) await pause(200);
socket.close();
console.log(isShown() ? 'the board is whole after a sleep' : 'a ticket is missing');
