import {
  AuthSessionRevocation,
  AuthSessionRevoked,
  claimedDevice,
  DevicePaired,
  DeviceRemoved,
  deviceAccess,
  pairingCode,
  staffSession,
  type ClaimedDevice,
  type PairingCode,
} from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { intellidine, password, RunningAuth } from './running-auth.js';

const minute = 60_000;
const indiranagar = seedId('outlet/intellidine/indiranagar');
const koramangala = seedId('outlet/intellidine/koramangala');
const waiter = seedId('staff/intellidine/waiter');
const waiterThere = seedId('staff/intellidine/waiter.kor');

describe('Shared tablets', () => {
  let auth: RunningAuth;
  let manager: string;
  let managerThere: string;
  let owner: string;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    manager = (await auth.staff('manager@intellidine.example')).accessToken;
    managerThere = (await auth.staff('manager.kor@intellidine.example')).accessToken;
    owner = (await auth.staff('owner@intellidine.example')).accessToken;
  });
  afterAll(() => auth.close());
  afterEach(() => auth.moveClock(0));

  const kitchen = { outletId: indiranagar, name: 'Kitchen', stations: ['tawa', 'rice'] };
  const pair = (body: unknown = kitchen, token = manager) => auth.http.post('/devices/pair', { token, body });
  const paired = async (body: unknown = kitchen): Promise<PairingCode> => (await pair(body)).data(pairingCode);
  const claim = (code: unknown, tenant = 'intellidine') => auth.http.post('/devices/claim', { tenant, body: { code } });
  const claimed = async (body: unknown = kitchen): Promise<ClaimedDevice> =>
    (await claim((await paired(body)).code)).data(claimedDevice);
  const renew = (deviceToken: unknown) => auth.http.post('/devices/token', { body: { deviceToken } });
  const remove = (id: string, token = manager) => auth.http.delete(`/devices/${id}`, { token });
  const act = (token: string, staffId: string, pin: unknown = '4321') =>
    auth.http.post('/devices/staff-session', { token, body: { staffId, pin } });
  /** What a refusal must leave as it was. */
  const traces = async () => {
    const [row] = await auth.query<Record<string, number>>(`
      select (select count(*)::int from devices) as devices, (select count(*)::int from auth_sessions) as sessions,
             (select sum(version)::int from devices) as versions, (select sum(version)::int from staff) as staff,
             (select count(*)::int from outbox) + (select count(*)::int from fact) as facts`);
    return row;
  };

  describe('are paired', () => {
    it('by a code that a manager reads out, however it is typed', async () => {
      const reply = await pair();
      const { id, code, expiresAt } = reply.data(pairingCode);
      expect([reply.status, reply.headers['location']]).toEqual([201, `/api/v1/devices/${id}`]);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(Math.abs(Date.parse(expiresAt) - Date.now() - 10 * minute)).toBeLessThan(5_000);
      expect((await auth.http.get(`/devices/${id}`, { token: manager })).at('data.status')).toBe('WAITING');

      const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4).replaceAll('0', 'o').replaceAll('1', 'l')} `;
      const answer = await claim(typed);
      const { device, accessToken, expiresIn } = answer.data(claimedDevice);
      expect([answer.status, answer.headers['location']]).toEqual([201, `/api/v1/devices/${id}`]);
      expect(device).toMatchObject({ id, ...kitchen, status: 'PAIRED' });
      expect(expiresIn).toBe(900);
      const [session] = await auth.query(`select * from auth_sessions where person_id = $1`, [id]);
      expect(decodeJwt(accessToken)).toMatchObject({
        ...{ kind: 'device', sub: id, roles: ['DEVICE'], tid: intellidine, sid: session?.['id'] },
        ...{ outlets: [indiranagar], stations: ['tawa', 'rice'] },
      });
      const facts = (await auth.facts(DevicePaired)).filter(({ deviceId }) => deviceId === id);
      expect(facts).toEqual([{ deviceId: id, ...kitchen, by: seedId('staff/intellidine/manager') }]);
    });

    it('without code or token standing in the database', async () => {
      const { code } = await paired();
      const { deviceToken } = (await claim(code)).data(claimedDevice);
      const { code: waiting } = await paired();
      for (const table of ['devices', 'auth_sessions', 'outbox', 'fact', 'idempotency']) {
        const rows = await auth.query<{ row: string }>(`select t::text as row from ${table} t`);
        const text = rows.map(({ row }) => row).join('\n');
        for (const secret of [code, waiting, deviceToken]) expect(text.includes(secret)).toBe(false);
      }
    });

    it('once, however many type the same code at once', async () => {
      const { id, code } = await paired();
      const replies = await Promise.all(Array.from({ length: 10 }, () => claim(code)));
      const answers = replies.map(({ status, code: refusal }) => `${status} ${String(refusal)}`).sort();
      expect(answers).toEqual(['201 undefined', ...Array.from({ length: 9 }, () => '401 PAIRING_CODE_INVALID')]);
      expect(await auth.query('select 1 from auth_sessions where person_id = $1', [id])).toHaveLength(1);
      expect((await auth.facts(DevicePaired)).filter(({ deviceId }) => deviceId === id)).toHaveLength(1);
    });

    it('within ten minutes, in the own business, with a code that was given', async () => {
      const { id, code } = await paired();
      const before = await traces();
      const refused = { status: 401, code: 'PAIRING_CODE_INVALID' };
      for (const wrong of ['00000000', 'ABC', 'not a code at all', 'UUUUUUUU', '١٢٣٤٥٦٧٨'])
        expect(await claim(wrong)).toMatchObject(refused);
      expect(await claim(code, 'lafete365')).toMatchObject(refused);
      expect(await claim(code, 'nobody')).toMatchObject({ status: 404, code: 'TENANT_NOT_FOUND' });
      for (const nonsense of [12_345_678, null, ['a'], '', 'x'.repeat(41)])
        expect((await claim(nonsense)).status).toBe(422);
      await auth.moveClock(10 * minute);
      expect(await claim(code)).toMatchObject(refused);
      expect((await auth.http.get(`/devices/${id}`, { token: owner })).status).toBe(404);
      expect(await traces()).toEqual(before);
    });

    it('with outlets and stations that exist for the manager alone', async () => {
      const before = await traces();
      const wrong = [
        [{ ...kitchen, outletId: koramangala }, 'outletId UNKNOWN_REFERENCE'],
        [{ ...kitchen, outletId: seedId('outlet/lafete365/delhi') }, 'outletId UNKNOWN_REFERENCE'],
        [{ ...kitchen, stations: ['tawa', 'oven'] }, 'stations.1 UNKNOWN_REFERENCE'],
        [{ ...kitchen, name: '' }, 'name OUT_OF_RANGE'],
        [{ ...kitchen, status: 'PAIRED' }, 'status UNKNOWN_FIELD'],
      ] as const;
      for (const [body, fault] of wrong) {
        const reply = await pair(body);
        expect([reply.status, reply.faults]).toEqual([422, [fault]]);
      }
      const cashier = (await auth.staff('cashier@intellidine.example')).accessToken;
      const { sessions, ...rest } = before ?? {};
      expect(await pair(kitchen, cashier)).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
      expect(await pair(kitchen, '')).toMatchObject({ status: 401 });
      expect(await traces()).toEqual({ ...rest, sessions: (sessions ?? 0) + 1 });
    });
  });

  describe('stay paired', () => {
    it('by a lasting token that gets an access token whenever it asks', async () => {
      const { device, deviceToken, accessToken } = await claimed();
      await auth.moveClock(20 * 86_400_000);
      const renewed = (await renew(deviceToken)).data(deviceAccess);
      expect(decodeJwt(renewed.accessToken)).toMatchObject({
        ...{ sub: device.id, sid: decodeJwt(accessToken).sid, outlets: [indiranagar], stations: ['tawa', 'rice'] },
      });
      await auth.moveClock(45 * 86_400_000);
      const later = decodeJwt((await renew(deviceToken)).data(deviceAccess).accessToken);
      expect(later['sid']).toBe(decodeJwt(accessToken)['sid']);
    });

    it('and get another auth-session when theirs has ended while they slept', async () => {
      const { deviceToken, accessToken } = await claimed();
      await auth.moveClock(31 * 86_400_000);
      const { sid } = decodeJwt((await renew(deviceToken)).data(deviceAccess).accessToken);
      expect(sid).not.toBe(decodeJwt(accessToken)['sid']);
      const both = await Promise.all([renew(deviceToken), renew(deviceToken), renew(deviceToken)]);
      expect(both.map((reply) => decodeJwt(reply.data(deviceAccess).accessToken)['sid'])).toEqual([sid, sid, sid]);
    });

    it('while others with a token of their own making get none', async () => {
      const { deviceToken } = await claimed();
      const { refreshToken } = await auth.staff('waiter@intellidine.example');
      const before = await traces();
      const changed = `${deviceToken.startsWith('A') ? 'B' : 'A'}${deviceToken.slice(1)}`;
      for (const wrong of [changed, deviceToken.slice(1), refreshToken, 'a', `${deviceToken}=`])
        expect(await renew(wrong)).toMatchObject({ status: 401, code: 'DEVICE_TOKEN_INVALID' });
      for (const wrong of [1, null, '', 'x'.repeat(5_000)]) expect((await renew(wrong)).status).toBe(422);
      expect(await auth.refresh(deviceToken)).toMatchObject({ status: 401, code: 'AUTH_REFRESH_INVALID' });
      expect(await traces()).toEqual(before);
    });

    it('through a suspension of their business, during which they get nothing', async () => {
      const admin = (await auth.staff('admin@chowk.example', 'chowk')).accessToken;
      const set = (status: string) =>
        auth.http.patch(`/tenants/${intellidine}/status`, { token: admin, body: { status } });
      const { deviceToken, device } = await claimed();
      await set('SUSPENDED');
      expect(await renew(deviceToken)).toMatchObject({ status: 403, code: 'TENANT_SUSPENDED' });
      const revoked = (await auth.facts(AuthSessionRevocation)).filter(({ personId }) => personId === device.id);
      expect(revoked).toHaveLength(1);
      await set('ACTIVE');
      expect((await renew(deviceToken)).status).toBe(200);
      const signIn = () => auth.staff('manager@intellidine.example');
      manager = (await eventually('who signs in is let in again', signIn)).accessToken;
      managerThere = (await auth.staff('manager.kor@intellidine.example')).accessToken;
      owner = (await auth.staff('owner@intellidine.example')).accessToken;
    });
  });

  describe('are seen and removed', () => {
    it('by managers of their outlet; to others they are like missing ones', async () => {
      const { device } = await claimed({ ...kitchen, name: 'Seen' });
      const there = await auth.http.post('/devices/pair', {
        token: managerThere,
        body: { outletId: koramangala, name: 'There' },
      });
      const other = there.data(pairingCode);
      const list = async (token: string) => {
        const reply = await auth.http.get('/devices?limit=100&count=true', { token });
        const rows = reply.at('data') as { id: string; outletId: string }[];
        expect(reply.at('meta.total')).toBe(rows.length);
        return rows;
      };
      expect((await list(owner)).map(({ id }) => id)).toEqual(expect.arrayContaining([device.id, other.id]));
      expect(new Set((await list(manager)).map(({ outletId }) => outletId))).toEqual(new Set([indiranagar]));
      expect((await list(managerThere)).map(({ id }) => id)).toEqual([other.id]);
      const first = await auth.http.get('/devices?limit=1', { token: owner });
      const next = await auth.http.get(`/devices?limit=1&cursor=${String(first.at('meta.nextCursor'))}`, {
        token: owner,
      });
      expect(next.at('data.0.id')).not.toBe(first.at('data.0.id'));

      const before = await traces();
      const stranger = (await auth.staff('manager@lafete365.example', 'lafete365')).accessToken;
      const missing = { status: 404, code: 'NOT_FOUND' };
      for (const token of [managerThere, stranger]) {
        expect(await auth.http.get(`/devices/${device.id}`, { token })).toMatchObject(missing);
        expect(await remove(device.id, token)).toMatchObject(missing);
      }
      expect(await remove(seedId('device/none'))).toMatchObject(missing);
      const { sessions, ...rest } = before ?? {};
      expect(await traces()).toEqual({ ...rest, sessions: (sessions ?? 0) + 1 });
    });

    it('and are refused at once from then on', async () => {
      const { device, deviceToken, accessToken } = await claimed();
      expect((await remove(device.id)).status).toBe(204);
      expect(await renew(deviceToken)).toMatchObject({ status: 401, code: 'DEVICE_TOKEN_INVALID' });
      expect(await act(accessToken, waiter)).toMatchObject({ status: 401, code: 'AUTH_SESSION_REVOKED' });
      expect((await auth.http.get('/devices/staff', { token: accessToken })).code).toBe('AUTH_SESSION_REVOKED');
      expect((await auth.http.get(`/devices/${device.id}`, { token: manager })).status).toBe(404);
      expect((await remove(device.id)).status).toBe(404);
      const of = <Fact extends { personId: string }>(facts: Fact[]) =>
        facts.filter(({ personId }) => personId === device.id);
      expect(of(await auth.facts(AuthSessionRevoked))).toMatchObject([{ reason: 'SUSPENDED' }]);
      expect(of(await auth.facts(AuthSessionRevocation))).toMatchObject([{ sessionId: decodeJwt(accessToken)['sid'] }]);
      const removed = (await auth.facts(DeviceRemoved)).filter(({ deviceId }) => deviceId === device.id);
      expect(removed).toEqual([{ deviceId: device.id, ...kitchen, by: seedId('staff/intellidine/manager') }]);
    });

    it('also by who takes a code back before anybody typed it', async () => {
      const { id, code } = await paired();
      expect((await remove(id)).status).toBe(204);
      expect(await claim(code)).toMatchObject({ status: 401, code: 'PAIRING_CODE_INVALID' });
      expect((await auth.facts(DeviceRemoved)).filter(({ deviceId }) => deviceId === id)).toEqual([]);
    });

    it('never both: removal and renewal at once end with a tablet that is shut out', async () => {
      const { device, deviceToken } = await claimed();
      await Promise.all([renew(deviceToken), remove(device.id), renew(deviceToken), renew(deviceToken)]);
      const live = await auth.query('select 1 from auth_sessions where person_id = $1 and ended_at is null', [
        device.id,
      ]);
      expect(live).toEqual([]);
    });
  });

  describe('are used by staff by PIN', () => {
    it('of the people of the outlet who have one', async () => {
      const { accessToken } = await claimed();
      const reply = await auth.http.get('/devices/staff', { token: accessToken });
      expect(reply.at('data')).toEqual([
        { id: seedId('staff/intellidine/waiter'), name: 'Imran Khan' },
        { id: seedId('staff/intellidine/kitchen'), name: 'Lakshmi Gowda' },
        { id: seedId('staff/intellidine/cashier'), name: 'Meera Nair' },
        { id: seedId('staff/intellidine/manager'), name: 'Vikram Shetty' },
      ]);
      expect((await auth.http.get('/devices/staff', { token: manager })).status).toBe(403);
      expect(await act(manager, waiter)).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
    });

    it('for two minutes, as themselves, at the outlet of the tablet', async () => {
      const { accessToken, device } = await claimed();
      const session = (await act(accessToken, waiter)).data(staffSession);
      expect(session).toMatchObject({
        expiresIn: 120,
        person: { id: waiter, kind: 'staff', name: 'Imran Khan', roles: ['WAITER'] },
      });
      const claims = decodeJwt(session.accessToken);
      expect(claims).toMatchObject({
        ...{ sub: waiter, kind: 'staff', roles: ['WAITER'], outlets: [indiranagar], device: device.id },
        sid: decodeJwt(accessToken)['sid'],
      });
      expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(120);
      const me = await auth.http.get('/auth/me', { token: session.accessToken });
      expect(me.at('data')).toMatchObject({ id: waiter, name: 'Imran Khan', outlets: [indiranagar] });
      await auth.moveClock(121_000);
      expect((await auth.http.get('/auth/me', { token: session.accessToken })).code).toBe('AUTH_TOKEN_EXPIRED');
    });

    it('who cannot end sign-ins, set PINs or change the business by it', async () => {
      const { accessToken } = await claimed();
      const own = await auth.http.put(`/staff/${seedId('staff/intellidine/owner')}/pin`, {
        token: owner,
        body: { pin: '99887' },
      });
      expect(own.at('data.hasPin')).toBe(true);
      const byPin = (await act(accessToken, seedId('staff/intellidine/owner'), '99887')).data(staffSession).accessToken;
      const before = await traces();
      const refused = { status: 403, code: 'PERMISSION_DENIED' };
      const pin = { pin: '1111' };
      expect(await auth.http.put('/users/pin', { token: byPin, body: pin })).toMatchObject(refused);
      expect(await auth.http.put(`/staff/${waiter}/pin`, { token: byPin, body: pin })).toMatchObject(refused);
      expect(await auth.http.post(`/staff/${waiter}/suspend`, { token: byPin })).toMatchObject(refused);
      const renamed = await auth.http.patch('/tenants/current', { token: byPin, body: { name: 'Mine' } });
      expect(renamed).toMatchObject(refused);
      expect(await auth.http.post('/auth/logout', { token: byPin })).toMatchObject(refused);
      expect(await auth.http.post('/auth/logout-all', { token: byPin })).toMatchObject(refused);
      expect(await auth.http.delete(`/auth/sessions/${seedId('a sign-in')}`, { token: byPin })).toMatchObject(refused);
      expect(await traces()).toEqual(before);
    });

    it('and by nobody else: wrong PIN, nobody, another outlet, suspended, no PIN are answered alike', async () => {
      const { accessToken } = await claimed();
      const kitchenHand = seedId('staff/intellidine/kitchen');
      await auth.query(`update staff set status = 'SUSPENDED' where id = $1`, [kitchenHand]);
      await auth.query(`update staff set pin_hash = null where id = $1`, [seedId('staff/intellidine/owner')]);
      const before = await traces();
      const refused = { status: 401, code: 'PIN_INVALID' };
      expect(await act(accessToken, waiter, '1234')).toMatchObject(refused);
      expect(await act(accessToken, seedId('staff/none'))).toMatchObject(refused);
      expect(await act(accessToken, waiterThere)).toMatchObject(refused);
      expect(await act(accessToken, kitchenHand)).toMatchObject(refused);
      expect(await act(accessToken, seedId('staff/intellidine/owner'))).toMatchObject(refused);
      expect(await act(accessToken, seedId('staff/lafete365/cashier'))).toMatchObject(refused);
      for (const nonsense of ['123', '1234567', '٤٣٢١', 4321, null])
        expect((await act(accessToken, waiter, nonsense)).status).toBe(422);
      await auth.query(`update staff set status = 'ACTIVE' where id = $1`, [kitchenHand]);
      expect(await traces()).toEqual(before);
    });

    it('until five wrong tries, on whatever tablets, lock it for fifteen minutes', async () => {
      const one = await claimed();
      const other = await claimed();
      const cashier = seedId('staff/intellidine/cashier');
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, index) => act((index % 2 ? one : other).accessToken, cashier, '0000')),
      );
      expect(replies.map(({ code }) => code).sort()).toEqual([
        ...Array.from({ length: 5 }, () => 'PIN_INVALID'),
        ...Array.from({ length: 3 }, () => 'PIN_LOCKED'),
      ]);
      const locked = await act(one.accessToken, cashier);
      expect(locked).toMatchObject({ status: 429, code: 'PIN_LOCKED' });
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(880);
      expect((await act(one.accessToken, waiter)).status).toBe(200);
      expect((await auth.login('cashier@intellidine.example', password)).status).toBe(200);
      await auth.moveClock(15 * minute);
      const { accessToken } = (await renew(one.deviceToken)).data(deviceAccess);
      expect((await act(accessToken, cashier)).status).toBe(200);
    });
  });

  describe('know PINs', () => {
    it('that staff set for themselves and owners for others, which ends a lock', async () => {
      const { accessToken } = await claimed();
      const signedIn = await auth.staff('waiter@intellidine.example');
      const own = await auth.http.put('/users/pin', { token: signedIn.accessToken, body: { pin: '246810' } });
      expect([own.status, own.at('data.id'), own.text.includes('246810')]).toEqual([200, waiter, false]);
      expect((await act(accessToken, waiter, '4321')).code).toBe('PIN_INVALID');
      expect((await act(accessToken, waiter, '246810')).status).toBe(200);

      for (let tries = 0; tries < 5; tries += 1) await act(accessToken, waiter, '0000');
      expect((await act(accessToken, waiter, '246810')).code).toBe('PIN_LOCKED');
      const reset = await auth.http.put(`/staff/${waiter}/pin`, { token: owner, body: { pin: '4321' } });
      expect(reset.at('data')).toMatchObject({ id: waiter, hasPin: true });
      expect((await act(accessToken, waiter, '4321')).status).toBe(200);
      const [row] = await auth.query<{ pin_hash: string }>('select pin_hash from staff where id = $1', [waiter]);
      expect(row?.pin_hash).toMatch(/^\$argon2id\$/);
    });

    it('of staff alone, with four to six digits, set by who may', async () => {
      const customer = await auth.customer();
      const before = await traces();
      const set = (token: string, pin: unknown) => auth.http.put('/users/pin', { token, body: { pin } });
      const refused = { status: 403, code: 'PERMISSION_DENIED' };
      expect(await set(customer.accessToken, '1234')).toMatchObject(refused);
      for (const wrong of ['123', '1234567', 'abcd', '१२३४', 1234, null])
        expect((await set(owner, wrong)).status).toBe(422);
      const other = (token: string, id = waiter) => auth.http.put(`/staff/${id}/pin`, { token, body: { pin: '1234' } });
      expect(await other(manager)).toMatchObject(refused);
      const missing = { status: 404, code: 'NOT_FOUND' };
      expect(await other(owner, seedId('staff/lafete365/cashier'))).toMatchObject(missing);
      expect(await other(owner, seedId('staff/none'))).toMatchObject(missing);
      expect(await traces()).toEqual(before);
    });
  });
});
