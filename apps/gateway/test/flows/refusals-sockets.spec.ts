import { randomInt, randomUUID } from 'node:crypto';
import { signedIn } from '@chowk/contracts';
import { eventually, runningSystem } from '@chowk/testing';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KitchenScreen } from './kitchen-screen.js';
import { Phone } from './phone.js';
import { takeaway } from './refusals-dinner.js';
import { expiredToken, forgedTokens } from './refusals-forged-tokens.js';
import { rowCounts } from './refusals-row-counts.js';
import { codeSentTo, Person, Restaurant } from './restaurant.js';

const system = runningSystem();
const namespaces = ['/orders', '/kitchen', '/managers'] as const;

/** What a socket is told: `status`, and the error's code. */
interface Ack {
  readonly status: number;
  readonly error?: { readonly code: string };
}

describe('A socket through the gateway', () => {
  const restaurant = new Restaurant();
  const open: Socket[] = [];
  let cook: Person;
  let manager: Person;
  beforeAll(async () => {
    [cook, manager] = await Promise.all([restaurant.staff('kitchen'), restaurant.staff('manager')]);
  });
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  function socketOf(namespace: string, auth: object): Socket {
    const options = { transports: ['websocket'], auth, reconnection: false, forceNew: true };
    const socket = io(`${system.gatewayUrl}${namespace}`, options);
    open.push(socket);
    return socket;
  }

  /** How a handshake ends: the refusal, and whether the line itself was shut within five seconds. */
  async function refusal(namespace: string, auth: object): Promise<string> {
    const socket = socketOf(namespace, auth);
    let isShut = false;
    socket.io.on('close', () => (isShut = true));
    const told = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('let in'));
      socket.once('connect_error', (error) => {
        const { status, code } = Object(Reflect.get(error, 'data')) as { status?: number; code?: string };
        resolve(`${String(status)} ${String(code)}`);
      });
    });
    await eventually('it is shut', () => isShut || told === 'let in', { timeout: 5_000 });
    return told;
  }

  const screenOf = async (who: Person, namespace?: string): Promise<KitchenScreen> => {
    const screen = await KitchenScreen.open(who, namespace);
    open.push(screen.socket);
    return screen;
  };
  const ask = async ({ socket }: KitchenScreen, event: string, ...sent: unknown[]): Promise<Ack> =>
    (await socket.timeout(5_000).emitWithAck(event, ...sent)) as Ack;
  const codeOf = ({ status, error }: Ack) => `${status} ${String(error?.code)}`;

  it('without a token, with a forged or an expired one is refused with 401 and shut within five seconds', async () => {
    const good = String(manager.token);
    const before = await rowCounts();
    const forged = Object.entries(await forgedTokens(good));
    for (const namespace of namespaces) {
      expect(await refusal(namespace, {})).toBe('401 AUTH_TOKEN_MISSING');
      expect(await refusal(namespace, { token: await expiredToken(good) })).toBe('401 AUTH_TOKEN_EXPIRED');
    }
    const others = await Promise.all(
      forged.map(async ([name, token]) => [name, await refusal('/managers', { token })] as const),
    );
    expect(others.filter(([, told]) => told !== '401 AUTH_TOKEN_INVALID')).toEqual([]);
    for (const token of [{ $ne: 1 }, 7, ['x'], null])
      expect(await refusal('/orders', { token })).toMatch(/^(401 AUTH_TOKEN_MISSING|422 VALIDATION_FAILED)$/);
    expect(await rowCounts()).toEqual(before);
  });

  it('of who may not look there is refused with 403, and with 404 for an outlet that is not theirs', async () => {
    const customer = await restaurant.customer();
    const guest = await Phone.scan(await restaurant.table('T8', manager));
    for (const { token } of [customer, guest])
      for (const namespace of ['/kitchen', '/managers'])
        expect(await refusal(namespace, { token })).toBe('403 PERMISSION_DENIED');
    expect(await refusal('/managers', { token: cook.token })).toBe('403 PERMISSION_DENIED');
    expect(await refusal('/kitchen', { token: cook.token, outlet: randomUUID() })).toBe('404 NOT_FOUND');
    expect((await manager.post(`/sessions/${guest.sessionId}/close`, {})).status).toBe(200);
  });

  it("asking for another's order or room is answered 404, for a room that is none 422; an event without ack is handled", async () => {
    const [mine, theirs] = [await restaurant.customer(), await restaurant.customer()];
    const { id, outletId } = await takeaway(restaurant, theirs);
    const screen = await screenOf(mine, '/orders');
    const strange = [
      `order:${id}`,
      `order:${randomUUID()}`,
      `kitchen:${outletId}`,
      `managers:${outletId}`,
      `floor:${outletId}`,
    ];
    for (const room of [...strange, 'x', "' or 1=1 --", '*'])
      expect([room, codeOf(await ask(screen, 'subscribe', { room }))]).toEqual([room, '404 NOT_FOUND']);
    for (const sent of [
      { room: { $gt: '' } },
      { room: [`order:${id}`] },
      { room: 7 },
      { room: 'x', role: 'OWNER' },
      'x',
      null,
      [],
    ])
      expect([sent, codeOf(await ask(screen, 'subscribe', sent))]).toEqual([sent, '422 VALIDATION_FAILED']);
    screen.socket.emit('subscribe', { room: 'x' });
    screen.socket.emit('subscribe');
    screen.socket.emit('nothing', { deep: [[[[]]]] });
    const own = await takeaway(restaurant, mine);
    await eventually('it is still told what is its own', () =>
      screen.events.some(({ data }) => data['orderId'] === own.id),
    );
    expect(screen.events.filter(({ data }) => data['orderId'] === id)).toEqual([]);
  });

  it('that sends a thousand events a second is answered 429 and then closed', async () => {
    const screen = await screenOf(cook);
    const statuses: number[] = [];
    for (let count = 0; count < 1_000; count++)
      screen.socket.emit('subscribe', { room: 'x' }, ({ status }: Ack) => statuses.push(status));
    await eventually('it is closed', () => screen.socket.disconnected, { timeout: 5_000 });
    expect(new Set(statuses)).toEqual(new Set([404, 429]));
  });

  it('that sends a frame of more than 100 kB is closed; the others go on', async () => {
    const [screen, other] = [await screenOf(cook), await screenOf(cook)];
    screen.socket.emit('subscribe', { room: 'x'.repeat(120_000) });
    await eventually('it is closed', () => screen.socket.disconnected, { timeout: 5_000 });
    expect(other.socket.connected).toBe(true);
    expect(codeOf(await ask(other, 'subscribe', { room: 'x' }))).toBe('404 NOT_FOUND');
  });

  it('is closed within five seconds when its person signs out, and is told nothing after', async () => {
    const phone = `+9197${randomInt(10_000_000, 99_999_999)}`;
    await restaurant.anybody.post('/auth/customer/request-otp', { phone });
    const code = await codeSentTo(phone);
    const { accessToken } = (await restaurant.anybody.post('/auth/customer/verify-otp', { phone, code })).data(
      signedIn,
    );
    const customer = new Person(restaurant.slug, accessToken);
    const { id } = await takeaway(restaurant, customer);
    const screen = await screenOf(customer, '/orders');
    expect((await customer.post('/auth/logout', {})).status).toBeLessThan(300);
    await eventually('it is closed', () => screen.socket.disconnected, { timeout: 5_000 });
    const heard = screen.events.length;
    expect((await manager.patch(`/orders/${id}/cancel`, { reason: 'closed' })).status).toBe(200);
    await eventually(
      'others have heard of it',
      async () => (await manager.get(`/orders/${id}`)).at('data.status') === 'CANCELLED',
    );
    expect(screen.events.length).toBe(heard);
    expect(await refusal('/orders', { token: accessToken })).toBe('401 AUTH_SESSION_REVOKED');
  });
});
