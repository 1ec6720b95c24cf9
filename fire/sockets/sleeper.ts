import { setTimeout as pause } from 'node:timers/promises';
import { moveClock } from '@chowk/testing';
import { drained } from '../../tools/field/drained.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Field } from '../../tools/field/fire.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { openTickets } from '../../tools/field/tickets.ts';
import { until } from '../../tools/field/until.ts';
import { KitchenBoard, shownOf } from './kitchen-board.ts';
import { LastingScreen } from './lasting-screen.ts';

interface Sleep {
  readonly tenantId: string;
  readonly resumeHours: number;
  /** False where others use the system, too: then it sleeps only past its token's end. */
  readonly isClockMoved: boolean;
}

/**
 * A kitchen's screen is switched off; its token ends, and what it missed is not kept any more. When it comes back its token is refused, its
 * new one is let in, it is told to look anew, and its board is what the table of tickets says.
 */
export async function sleepTooLong(
  field: Field,
  restaurant: Restaurant,
  { tenantId, resumeHours, isClockMoved }: Sleep,
): Promise<Record<string, number | boolean>> {
  const { system, check } = field;
  const outletId = await restaurant.outlet();
  const board = new KitchenBoard();
  const screenOf = (token: string, last?: Readonly<Record<string, number>>) =>
    new LastingScreen({
      url: system.gatewayUrl,
      namespace: '/kitchen',
      token,
      hear: (frame) => board.take(frame),
      ...(last === undefined ? {} : { last }),
    });
  const cook = await restaurant.staff('kitchen');
  const before = screenOf(cook.token ?? '');
  await until('it is in its room', 10, () => before.rooms.size > 0);
  board.read(await openTickets(cook, outletId));
  await orderOnce(restaurant, 2);
  await until('it has heard of an order', 20, () => [...before.rooms.values()].some(({ frames }) => frames.length > 0));
  const last = before.positions;
  before.close();
  // What it misses
  await orderOnce(restaurant, 2);

  if (isClockMoved) {
    await drained(system);
    // Kept aside for who judges the system afterwards and wants to see everything that was ever told
    await system.behind('notification', 'create table told_before as table room_event');
    await moveAll(system, (resumeHours + 1) * 3_600_000);
    try {
      await orderOnce(new Restaurant(system), 2);
      await forgotten(field, tenantId, last);
      const late = screenOf(cook.token ?? '', last);
      await until('it is refused', 10, () => late.refusal);
      check('its old token is refused', late.refusal === '401 AUTH_TOKEN_EXPIRED', late.refusal);
      late.close();
      await comeBack();
    } finally {
      await moveAll(system, 0);
      await system.behind(
        'notification',
        'insert into room_event select * from told_before on conflict (tenant_id, room, seq) do nothing',
      );
      await system.behind('notification', 'drop table told_before');
    }
  } else {
    // Asks for what nobody can have kept: it was never told
    await comeBack(Object.fromEntries(Object.entries(last).map(([room, seq]) => [room, seq + 1_000_000])));
  }
  return { sleptPastTheWindow: isClockMoved };

  async function comeBack(from: Readonly<Record<string, number>> = last): Promise<void> {
    // A new sign-in, since the old one's token is over
    const again = await new Restaurant(system).staff('kitchen');
    const back = screenOf(again.token ?? '', from);
    await until('it is back', 10, () => back.isOpen && back.resyncs.length > 0);
    check('it is told to look anew', back.resyncs.length === Object.keys(from).length, back.resyncs);
    board.read(await openTickets(again, outletId));
    await orderOnce(new Restaurant(system), 1);
    const seen = await until(
      'its board shows what is there',
      20,
      async () => {
        const shown = board.shown();
        const there = shownOf(
          await system.behind(
            'order',
            'select id, status, version from ticket where tenant_id = $1 and outlet_id = $2',
            [tenantId, outletId],
          ),
        );
        return JSON.stringify(shown) === JSON.stringify(there) && { shown, there };
      },
      200,
    ).catch(() => undefined);
    check('its board is the right one', seen !== undefined && seen.shown.length > 0 && back.faults.length === 0, {
      tickets: seen?.shown.length,
      faults: back.faults,
    });
    back.close();
  }
}

async function orderOnce(restaurant: Restaurant, times: number): Promise<void> {
  const customer = await restaurant.customer();
  for (let n = 0; n < times; n++) {
    const placed = await customer.post('/orders', await restaurant.cart());
    await restaurant.pay(customer, placed.text('data.id'), 'verify');
  }
}

/** Waits until notification keeps nothing any more of what the sleeper would need. */
async function forgotten({ system }: Field, tenantId: string, last: Readonly<Record<string, number>>): Promise<void> {
  await until(
    'what it missed is forgotten',
    100,
    async () => {
      const kept = await system.behind<{ room: string; first: number }>(
        'notification',
        `select room, min(seq)::int as first from room_event where tenant_id = $1 and room = any($2::text[]) group by room`,
        [tenantId, Object.keys(last)],
      );
      return Object.entries(last).every(
        ([room, seq]) => (kept.find((one) => one.room === room)?.first ?? 1e9) > seq + 1,
      );
    },
    500,
  );
  await pause(50);
}

async function moveAll(system: FieldSystem, ms: number): Promise<void> {
  const { gatewayUrl, prefix, dataDir, servers } = system;
  const { databaseUrl, redisUrl, kafkaBrokers } = servers;
  const urls = (places: Readonly<Record<string, { readonly url: string }>>) =>
    Object.fromEntries(Object.entries(places).map(([name, { url }]) => [name, url]));
  const services = urls(system.services);
  const simulators = { razorpay: system.simulators.razorpay.url, twilio: system.simulators.twilio.url };
  await moveClock({ gatewayUrl, services, simulators, prefix, dataDir, databaseUrl, redisUrl, kafkaBrokers }, ms);
}
