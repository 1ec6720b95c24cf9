import { io } from 'socket.io-client';
import { call, gateway, pause, signInStaff } from './place.ts';

interface Ticket {
  readonly id: string;
  readonly orderNumber: string;
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

/** The whole board, page by page: at the start, and when the screen is told to look anew. */
async function readBoard(): Promise<void> {
  const open = await Promise.all(
    ['QUEUED', 'STARTED', 'READY'].map((status) =>
      call<Ticket[]>(`/kitchen/tickets?limit=100&status=${status}`, { token }),
    ),
  );
  board = new Map(open.flat().map((ticket) => [ticket.id, ticket]));
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

// The tablet sleeps: the line is gone, nobody tells it anything
socket.disconnect();
await pause(500);
socket.connect();
await new Promise<void>((awake) => socket.once('rooms', () => awake()));
await readBoard();

const truth = await call<Ticket[]>('/kitchen/tickets?limit=100&status=QUEUED', { token });
const isWhole = truth.every(({ id }) => board.has(id));
socket.close();
console.log(isWhole ? 'the board is whole after a sleep' : 'a ticket is missing');
