import { AuthSessionRevocation } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually, type TestService } from '@chowk/testing';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';
import { Refused } from './test-screen.js';

describe('A door of a screen', () => {
  let running: RunningNotification;
  let second: TestService;
  beforeAll(async () => {
    running = await RunningNotification.start();
    second = await running.second();
  });
  afterAll(async () => {
    await second.close();
    await running.close();
  });

  const refusal = (namespace: '/orders' | '/kitchen' | '/managers', auth: object) =>
    running.connect(namespace, auth).then(
      () => 'let in',
      (error: unknown) => (error instanceof Refused ? `${error.data.status} ${error.data.code}` : String(error)),
    );

  it('opens to nobody without a good token', async () => {
    const expired = await running.cook({ expiresIn: -10 });
    expect(await refusal('/kitchen', {})).toBe('401 AUTH_TOKEN_MISSING');
    expect(await refusal('/kitchen', { token: 'nonsense' })).toBe('401 AUTH_TOKEN_INVALID');
    expect(await refusal('/kitchen', { token: expired })).toBe('401 AUTH_TOKEN_EXPIRED');
    expect(await refusal('/kitchen', { token: { $ne: 1 } })).toBe('422 VALIDATION_FAILED');
    expect(await refusal('/kitchen', { token: expired, tenantId: newId() })).toBe('422 VALIDATION_FAILED');
  });

  it('opens to those alone who have the permission, for what is theirs', async () => {
    const [customer, cook, owner] = [
      await running.token(['CUSTOMER']),
      await running.cook(),
      await running.token(['OWNER']),
    ];
    expect(await refusal('/kitchen', { token: customer })).toBe('403 PERMISSION_DENIED');
    expect(await refusal('/managers', { token: cook })).toBe('403 PERMISSION_DENIED');
    const operator = await running.token(['PLATFORM_ADMIN']);
    for (const namespace of ['/orders', '/kitchen', '/managers'] as const)
      expect(await refusal(namespace, { token: operator })).toBe('403 PERMISSION_DENIED');
    expect(await refusal('/orders', { token: cook, outlet: newId() })).toBe('404 NOT_FOUND');
    expect(await refusal('/kitchen', { token: cook, outlet: newId() })).toBe('404 NOT_FOUND');
    const tablet = await running.token(['DEVICE'], { outlets: [running.outletId], stations: ['tawa'] });
    expect(await refusal('/kitchen', { token: tablet, station: 'tandoor' })).toBe('404 NOT_FOUND');
    expect(await refusal('/managers', { token: owner })).toBe('503 NOT_YET_AVAILABLE');
    expect(await refusal('/kitchen', { token: await running.cook({ tenantId: newId() }) })).toBe(
      '503 NOT_YET_AVAILABLE',
    );
  });

  it('leads nowhere in a namespace that there is none of, and into none is shut in five seconds', async () => {
    const socket = io(`${running.it.url}/nowhere`, { transports: ['websocket'], reconnection: false, forceNew: true });
    const reasons: string[] = [];
    socket.io.on('close', (reason) => reasons.push(reason));
    await eventually('it is shut', () => reasons.length > 0, { timeout: 6_000 });
    expect(socket.connected).toBe(false);
    socket.close();
  });

  it('closes when the token expires, and nothing is told after', async () => {
    const screen = await running.connect('/kitchen', { token: await running.cook({ expiresIn: 2 }) });
    expect(await screen.closed()).toBe('io server disconnect');
    expect(screen.ends).toEqual([
      expect.objectContaining({ status: 401, error: expect.objectContaining({ code: 'AUTH_TOKEN_EXPIRED' }) }),
    ]);
    const count = screen.frames.length;
    const watcher = await running.connect('/kitchen', { token: await running.cook() });
    await watcher.told(await running.ticket());
    expect(screen.frames).toHaveLength(count);
    watcher.close();
  });

  it('stays open under a new token of the same sign-in, and under no other', async () => {
    const [id, sessionId] = [newId(), newId()];
    const mine = { id, sessionId };
    const screen = await running.connect('/kitchen', { token: await running.cook({ ...mine, expiresIn: 3 }) });
    const others = [
      await running.cook(),
      await running.cook({ id }),
      await running.cook({ sessionId }),
      await running.token(['MANAGER'], { ...mine, kind: 'customer' }),
      (await running.cook(mine)).slice(0, -3),
      await running.cook({ ...mine, expiresIn: -5 }),
    ];
    for (const token of others) expect(await screen.ask('authenticate', { token })).toMatchObject({ status: 401 });
    expect(await screen.ask('authenticate', {})).toMatchObject({ status: 422 });
    const before = { ...screen.rooms };
    const moved = newId();
    const renewed = await running.cook({ ...mine, outlets: [running.outletId, moved] });
    expect(await screen.ask('authenticate', { token: renewed })).toMatchObject({ success: true, status: 200 });
    expect(screen.rooms).toMatchObject({ ...before, [`kitchen:${moved}`]: 0 });
    await screen.told(await running.ticket('tawa', moved));
    const short = await running.connect('/kitchen', { token: await running.cook({ expiresIn: 3 }) });
    await short.closed();
    expect(screen.closedBecause).toBeUndefined();
    await screen.told(await running.ticket());

    const elsewhere = await running.cook({ ...mine, outlets: [moved] });
    expect(await screen.ask('authenticate', { token: elsewhere })).toMatchObject({ status: 200 });
    const left = await running.ticket();
    await screen.told(await running.ticket('tawa', moved));
    expect(screen.frames.map(({ aggregateId }) => aggregateId)).not.toContain(left);
    await revoke(sessionId);
    await screen.closed();
  });

  const revoke = (sessionId: string) =>
    running.tell(AuthSessionRevocation, sessionId, {
      ...{ sessionId, personId: newId(), until: new Date(Date.now() + 900_000).toISOString() },
    });

  it('closes on every instance when the sign-in is ended, and does not open to it again', async () => {
    const sessionId = newId();
    const token = await running.cook({ sessionId });
    const screens = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }, second),
    ];
    const bystander = await running.connect('/kitchen', { token: await running.cook() });
    await revoke(sessionId);
    for (const screen of screens) await screen.closed();
    expect(await refusal('/kitchen', { token })).toBe('401 AUTH_SESSION_REVOKED');
    expect(bystander.closedBecause).toBeUndefined();
    bystander.close();
  });

  it('closes to a staff member who is shut out while they act by PIN, and stays open to the tablet itself', async () => {
    const [staffId, deviceId, sessionId] = [newId(), newId(), newId()];
    const token = await running.cook({ id: staffId, deviceId, sessionId });
    const tabletsOwn = await running.token(['DEVICE'], { id: deviceId, sessionId, outlets: [running.outletId] });
    const tablet = await running.connect('/kitchen', { token: tabletsOwn });
    const screens = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }, second),
    ];
    await revoke(staffId);
    for (const screen of screens) await screen.closed();
    expect(await refusal('/kitchen', { token })).toBe('401 AUTH_SESSION_REVOKED');
    await tablet.told(await running.ticket());
    tablet.close();
  });

  it('closes when the tenant is suspended, and does not open then', async () => {
    const tenant = await running.it.addTenant();
    const token = await running.cook({ tenantId: tenant.id });
    const screen = await running.connect('/kitchen', { token }, second);
    await running.it.addTenant({ ...tenant, status: 'SUSPENDED' });
    await screen.closed();
    await eventually('it stays shut', async () => (await refusal('/kitchen', { token })) === '403 TENANT_SUSPENDED');
  });

  it('takes what a client sends with care', async () => {
    const screen = await running.connect('/kitchen', { token: await running.cook() });
    expect(await screen.ask('subscribe', { room: { $gt: '' } })).toMatchObject({
      status: 422,
      error: { code: 'VALIDATION_FAILED' },
    });
    expect(await screen.ask('subscribe', { room: 'x', role: 'OWNER' })).toMatchObject({ status: 422 });
    expect(await screen.ask('subscribe')).toMatchObject({ status: 422 });
    expect(await screen.ask('subscribe', { room: `order:${newId()}` })).toMatchObject({ status: 404 });
    expect(await screen.ask('join', { room: `kitchen:${newId()}` })).toMatchObject({ status: 404 });
    expect(await screen.ask('resume', { rooms: { __proto__: 1, x: -1 } })).toMatchObject({ status: 422 });
    screen.socket.emit('subscribe', { room: 'x' });
    screen.socket.emit('nothing');
    expect(await screen.ask('subscribe', { room: `kitchen:${running.outletId}` })).toMatchObject({ status: 200 });
    screen.close();
  });

  it('closes to who sends a thousand events a second, after saying so', async () => {
    const screen = await running.connect('/kitchen', { token: await running.cook() });
    const statuses: unknown[] = [];
    for (let count = 0; count < 1_000; count++)
      screen.socket.emit('subscribe', { room: 'x' }, ({ status }: { status: number }) => statuses.push(status));
    await screen.closed();
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(200);
  });

  it('closes to who sends a frame of more than 100 kB', async () => {
    const screen = await running.connect('/kitchen', { token: await running.cook() });
    screen.socket.emit('subscribe', { room: 'x'.repeat(120_000) });
    await screen.closed();
    expect((await fetch(`${running.it.url}/health/live`)).status).toBe(200);
  });
});
